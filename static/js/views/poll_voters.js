/** @import {Message} from "../types.js" */
/** @import {Context} from "./context.js" */
/** @import {PollOption} from "../store/polls.js" */
/** @import {Voter} from "../api/polls.js" */
import { explain } from "../api/errors.js";
import { listVoters } from "../api/polls.js";
import { element, setText } from "../lib/dom.js";
import { formatFull, formatMoment } from "../lib/times.js";
import { personAvatar } from "./avatar.js";
import { openDialog } from "./dialog.js";

/**
 * Who voted for what.
 * @param {Context} context
 * @param {Message} message with a poll that is not anonymous
 */
export function openVoters(context, message) {
  const options = message.poll?.options.filter(({ count }) => count > 0) ?? [];
  openDialog({
    title: "Who voted",
    body: [
      element(
        "div",
        { class: "poll-voters", tabindex: "0", role: "group", "aria-label": "Voters by option" },
        ...options.map((option) => votersOf(context, message, option)),
      ),
    ],
    actions: [{ label: "Close", kind: "secondary" }],
  });
}

/**
 * @param {Context} context
 * @param {Message} message
 * @param {PollOption} option
 */
function votersOf(context, message, option) {
  const list = element("ul", { class: "poll-voter-list", "aria-busy": "true" });
  const more = element(
    "button",
    { type: "button", class: "button-text", hidden: true },
    "Show more",
  );
  const error = element("p", { class: "form-error", role: "alert" });
  /** @type {string | null} */
  let cursor = null;
  const load = async () => {
    setText(error, "");
    try {
      const page = await listVoters(context.api, message.id, option.id, cursor);
      list.append(...page.results.map((voter) => voterNode(context, voter)));
      cursor = page.next;
      more.hidden = cursor === null;
    } catch (reason) {
      setText(error, explain(reason));
      more.hidden = false;
    }
    list.removeAttribute("aria-busy");
  };
  more.addEventListener("click", load);
  load();
  return element(
    "section",
    {},
    element("h3", { class: "poll-voters-of", dir: "auto" }, option.text),
    list,
    error,
    more,
  );
}

/**
 * @param {Context} context
 * @param {Voter} voter
 */
function voterNode({ store }, { user, voted_at }) {
  const name = user.id === store.state.me.id ? "You" : user.display_name || user.username;
  return element(
    "li",
    { class: "poll-voter" },
    personAvatar(user, "small"),
    element("span", { class: "poll-voter-name", dir: "auto" }, name),
    element(
      "time",
      { class: "poll-voter-time", datetime: voted_at, title: formatFull(voted_at) },
      formatMoment(voted_at),
    ),
  );
}
