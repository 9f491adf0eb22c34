/** @import {Message, State} from "../types.js" */
/** @import {SystemRow} from "../store/timeline_rows.js" */
import { element } from "../lib/dom.js";
import { shortName } from "../store/around.js";
import { systemText } from "../store/system_text.js";
import { kindOf } from "../store/timeline_rows.js";
import { icon } from "./icons.js";
import { timeOf } from "./message.js";

/** @type {Record<string, string>} */
const ICONS = {
  members_added: "user-plus",
  member_joined: "user-plus",
  title_changed: "pencil",
  topic_changed: "pencil",
  archived: "archive",
  unarchived: "archive-restore",
};

/** @type {Record<string, (who: string, people: number) => string>} */
const SUMMARIES = {
  members_added: (who, people) => `${who} added ${people} people`,
  member_removed: (who, people) => `${who} removed ${people} people`,
  member_joined: (_who, people) => `${people} people joined`,
  member_left: (_who, people) => `${people} people left`,
};

/**
 * Fills the article of a line about what happened; several of a kind are told in one, which opens.
 * @param {HTMLElement} article
 * @param {SystemRow} row
 * @param {State} state
 * @param {boolean} expanded
 * @param {() => void} expand
 */
export function renderSystem(article, row, state, expanded, expand) {
  article.className = "message system";
  const { messages } = row;
  const last = /** @type {Message} */ (messages.at(-1));
  const name = ICONS[kindOf(last)];
  const summary =
    messages.length > 1 || peopleIn(last).length > 3 ? summaryOf(messages, state) : null;
  const lines = summary && !expanded ? [] : messages.map((message) => line(message, state));
  const toggle =
    summary &&
    element(
      "button",
      {
        type: "button",
        class: "system-toggle",
        "aria-expanded": String(expanded),
        "data-stop": "expand",
        tabindex: "-1",
        onclick: expand,
      },
      summary,
    );
  const head = toggle
    ? element(
        "p",
        { class: "system-line" },
        name && icon(name, 14),
        toggle,
        " ",
        timeOf(last.created_at),
      )
    : null;
  article.replaceChildren(
    ...(head ? [head] : []),
    ...lines.map((words, index) =>
      element(
        "p",
        { class: "system-line" },
        !head && name && icon(name, 14),
        element("span", {}, ...words),
        " ",
        timeOf(/** @type {Message} */ (messages[index]).created_at),
      ),
    ),
  );
}

/** @param {Message} message @returns {string[]} */
function peopleIn(message) {
  const system = /** @type {{user_ids?: string[]} | undefined} */ (message.metadata?.system);
  return system?.user_ids ?? [];
}

/**
 * @param {Message[]} messages
 * @param {State} state
 * @returns {string | null}
 */
function summaryOf(messages, state) {
  const first = /** @type {Message} */ (messages[0]);
  const of = SUMMARIES[kindOf(first)];
  if (!of) return null;
  const who = first.sender_id === state.me.id ? "You" : shortName(state, first.sender_id);
  const people = new Set(
    messages.flatMap((message) => {
      const named = peopleIn(message);
      return named.length > 0 ? named : [message.sender_id];
    }),
  );
  return of(who, people.size);
}

/**
 * The words, with names a little stronger than the rest.
 * @param {Message} message
 * @param {State} state
 * @returns {(Node | string)[]}
 */
function line(message, state) {
  let rest = systemText(state, message);
  /** @type {(Node | string)[]} */
  const nodes = [];
  const people = [message.sender_id, ...peopleIn(message)];
  for (const id of people) {
    const name =
      id === state.me.id ? (id === message.sender_id ? "You" : "you") : shortName(state, id);
    const at = name ? rest.indexOf(name) : -1;
    if (at < 0) continue;
    nodes.push(rest.slice(0, at), element("strong", {}, name));
    rest = rest.slice(at + name.length);
  }
  nodes.push(rest);
  return nodes;
}
