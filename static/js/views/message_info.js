/** @import {Edit, Message, MessageReceipt, State} from "../types.js" */
/** @import {Context} from "./context.js" */

import { explain } from "../api/errors.js";
import { differences } from "../lib/differences.js";
import { element, hiddenText, setText } from "../lib/dom.js";
import { formatFull, formatMoment } from "../lib/times.js";
import { personName } from "../store/select.js";
import { personAvatar } from "./avatar.js";
import { openDialog } from "./dialog.js";

/**
 * When a message was sent and edited, who has it and who read it.
 * @param {Context} context
 * @param {Message} message
 */
export function openMessageInfo(context, message) {
  const { state } = context.store;
  const receipts = element("div", { class: "receipt-list", "aria-busy": "true" });
  const facts = [
    ["From", message.sender_id === state.me.id ? "You" : personName(state, message.sender_id)],
    ["Sent", formatFull(message.created_at)],
    ...(message.edited_at ? [["Edited", formatFull(message.edited_at)]] : []),
  ];
  const list = element("dl", { class: "facts" });
  for (const [name = "", value = ""] of facts) {
    list.append(element("dt", {}, name), element("dd", { dir: "auto" }, value));
  }
  openDialog({
    title: "Message info",
    body: [list, receipts],
    actions: [{ label: "Close", kind: "secondary" }],
  });
  fill(receipts, context.api.receipts(message.id), (found) =>
    receiptNodes(context.store.state, message, found),
  );
}

/**
 * What a message said before it was edited.
 * @param {Context} context
 * @param {Message} message
 */
export function openHistory(context, message) {
  const versions = element("div", { class: "version-list", "aria-busy": "true" });
  openDialog({
    title: "Edit history",
    body: [versions],
    actions: [{ label: "Close", kind: "secondary" }],
  });
  fill(versions, context.api.edits(message.id), (edits) => versionNodes(message, edits));
}

/**
 * @template T
 * @param {HTMLElement} place
 * @param {Promise<T>} coming
 * @param {(found: T) => Node[]} draw
 */
async function fill(place, coming, draw) {
  try {
    place.replaceChildren(...draw(await coming));
  } catch (error) {
    setText(place, explain(error));
  }
  place.removeAttribute("aria-busy");
}

/**
 * @param {State} state
 * @param {Message} message
 * @param {MessageReceipt[]} receipts
 * @returns {Node[]}
 */
function receiptNodes(state, message, receipts) {
  const conversation = state.conversations[message.conversation_id];
  const others = Math.max(receipts.length, (conversation?.members_count ?? 1) - 1);
  const read = receipts.filter((receipt) => receipt.read).toSorted(byTime("read_at"));
  const delivered = receipts.filter((one) => !one.read).toSorted(byTime("delivered_at"));
  const part = (
    /** @type {string} */ title,
    /** @type {MessageReceipt[]} */ people,
    /** @type {"read_at" | "delivered_at"} */ at,
  ) => [
    element("h3", {}, title),
    people.length > 0 && element("ul", {}, ...people.map((one) => person(state, one, one[at]))),
  ];
  return [
    ...part(`Read by ${read.length} of ${others}`, read, "read_at"),
    ...(delivered.length > 0 ? part("Delivered to", delivered, "delivered_at") : []),
  ].filter((node) => node instanceof Node);
}

/** @param {"read_at" | "delivered_at"} at */
function byTime(at) {
  return (/** @type {MessageReceipt} */ a, /** @type {MessageReceipt} */ b) =>
    (a[at] ?? "z") < (b[at] ?? "z") ? -1 : 1;
}

/**
 * @param {State} state
 * @param {MessageReceipt} receipt
 * @param {string | null} at
 */
function person(state, { user_id }, at) {
  const name = personName(state, user_id);
  const user = state.people[user_id] ?? { id: user_id, display_name: name, username: name };
  return element(
    "li",
    {},
    personAvatar(user, "small"),
    element("span", { class: "receipt-name", dir: "auto" }, name),
    at && element("time", { datetime: at, title: formatFull(at) }, formatMoment(at)),
  );
}

/**
 * What a version said, and what of the one before it is no more.
 * @param {{body: string} | undefined} former
 * @param {string} body
 * @returns {(Node | string)[]}
 */
function changed(former, body) {
  if (!former) return [body];
  return differences(former.body, body).map(({ kind, text }) => {
    if (kind === "same") return text;
    const [tag, said] = kind === "new" ? ["ins", "Added: "] : ["del", "Removed: "];
    return element(/** @type {"ins" | "del"} */ (tag), {}, hiddenText(said), text);
  });
}

/**
 * @param {Message} message
 * @param {Edit[]} edits
 * @returns {Node[]}
 */
function versionNodes(message, edits) {
  const versions = [
    ...edits.map(({ body, edited_at }) => ({ body, at: edited_at })),
    { body: message.body, at: message.edited_at ?? message.created_at },
  ];
  // The first of them stood since the message was sent.
  const items = versions.map(({ body, at }, index) =>
    element(
      "li",
      {},
      element(
        "p",
        { class: "version-time" },
        index === versions.length - 1 ? "Now, since " : index === 0 ? "Sent " : "Edited ",
        element("time", { datetime: at }, formatFull(at)),
      ),
      element("p", { class: "version-body", dir: "auto" }, ...changed(versions[index - 1], body)),
    ),
  );
  if (edits.length === 0) items.unshift(element("li", {}, hiddenText("No earlier versions kept.")));
  return [element("ol", {}, ...items.toReversed())];
}
