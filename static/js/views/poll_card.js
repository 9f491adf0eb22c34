/** @import {Message} from "../types.js" */
/** @import {Context} from "./context.js" */
/** @import {Poll, PollOption} from "../store/polls.js" */
import { explain } from "../api/errors.js";
import { closePoll, sendVote } from "../api/polls.js";
import { serverNow } from "../lib/clock.js";
import { element, hiddenText } from "../lib/dom.js";
import { formatFull, formatMoment } from "../lib/times.js";
import { messageAnswered } from "../store/pending.js";
import { confirmDialog } from "./confirm_dialog.js";
import { icon } from "./icons.js";
import { rightsOn } from "./message.js";
import { openVoters } from "./poll_voters.js";

/**
 * What was chosen here and is on its way, by message: several presses in a row make one choice.
 * @type {Map<string, {chosen: Set<number>, sending: boolean}>}
 */
const choices = new Map();

/**
 * The poll of a message: options to vote for, with how many did, and what there is to say of it.
 * @param {Context} context
 * @param {Message} message with a poll
 * @returns {HTMLElement}
 */
export function pollCard(context, message) {
  const poll = /** @type {Poll} */ (message.poll);
  if (poll.options.some(({ me }) => me === undefined)) learnOwn(context, message);
  const open = !isClosed(poll);
  const may = rightsOn(context.store.state, message).react && open;
  const chosen = choices.get(message.id)?.chosen ?? chosenIn(poll);
  const most = Math.max(...poll.options.map(({ count }) => count));
  const options = poll.options.map((option) => {
    const look = { mine: chosen.has(option.id), most: !open && most > 0 && option.count === most };
    const vote = () => may && choose(context, message, option.id);
    return optionButton(poll, option, { ...look, may }, vote);
  });
  const kind = open ? (poll.multiple ? "Choose one or more" : "Choose one") : "Poll closed";
  const label = `Poll${poll.anonymous ? ", anonymous" : ""}. ${kind}`;
  return element(
    "div",
    {
      class: open ? "poll" : "poll closed",
      role: "group",
      "aria-label": label,
      "data-poll": message.id,
    },
    element("p", { class: "poll-kind", "aria-hidden": "true" }, icon("chart", 16), kind),
    ...options,
    element("p", { class: "poll-foot" }, ...footOf(context, message, poll, open)),
  );
}

/** @param {Poll} poll told to be closed or not, none takes votes after its time */
function isClosed({ closed, closes_at }) {
  return closed || (closes_at !== null && serverNow() >= Date.parse(closes_at));
}

/** @param {Poll} poll */
function chosenIn(poll) {
  return new Set(poll.options.filter(({ me }) => me).map(({ id }) => id));
}

/**
 * @param {Poll} poll
 * @param {PollOption} option
 * @param {{mine: boolean, most: boolean, may: boolean}} look
 * @param {() => unknown} onclick
 */
function optionButton({ multiple, voters }, { id, text, count }, { mine, most, may }, onclick) {
  const share = voters === 0 ? 0 : Math.round((100 * count) / voters);
  const bar = element("span", { class: "poll-bar" });
  bar.style.inlineSize = `${share}%`;
  const kinds = ["poll-option", mine && "mine", most && "most", multiple && "many"];
  return element(
    "button",
    {
      type: "button",
      class: kinds.filter(Boolean).join(" "),
      "aria-pressed": String(mine),
      "aria-disabled": may ? null : "true",
      "data-stop": `option ${id}`,
      "data-option": id,
      tabindex: "-1",
      onclick,
    },
    element("span", { class: "poll-mark" }, mine && icon("check", 13)),
    element("span", { class: "poll-text", dir: "auto" }, text),
    element("span", { class: "poll-share" }, `${share}%`),
    hiddenText(`, ${votes(count)}`),
    element("span", { class: "poll-track" }, bar),
  );
}

/** @param {number} count */
function votes(count) {
  return count === 1 ? "1 vote" : `${new Intl.NumberFormat().format(count)} votes`;
}

/**
 * @param {Context} context
 * @param {Message} message
 * @param {Poll} poll
 * @param {boolean} open
 * @returns {(Node | string)[]}
 */
function footOf(context, message, poll, open) {
  const { state } = context.store;
  const conversation = state.conversations[message.conversation_id];
  const isAuthor = message.sender_id === state.me.id;
  const mayClose = isAuthor || conversation?.permissions.includes("manage_messages");
  const said = poll.voters === 1 ? "1 person voted" : `${poll.voters} people voted`;
  const listed = !poll.anonymous && poll.voters > 0;
  const parts = [
    listed
      ? footButton("voters", said, () => openVoters(context, message))
      : element("span", {}, poll.voters > 0 ? said : "Nobody voted yet"),
    poll.anonymous && element("span", {}, "Anonymous"),
    open &&
      poll.closes_at &&
      element("span", { title: formatFull(poll.closes_at) }, closing(poll.closes_at)),
    open &&
      mayClose &&
      !conversation?.archived_at &&
      footButton("close", "Close poll", () => askToClose(context, message)),
  ];
  return parts.filter((part) => part instanceof Node);
}

/** @param {string} at */
function closing(at) {
  const moment = formatMoment(at);
  return `Closes ${moment.charAt(0).toLocaleLowerCase()}${moment.slice(1)}`;
}

/**
 * @param {string} stop
 * @param {string} label
 * @param {() => unknown} onclick
 */
function footButton(stop, label, onclick) {
  const properties = { type: "button", class: "button-text", "data-stop": `poll ${stop}` };
  return element("button", { ...properties, tabindex: "-1", onclick }, label);
}

/**
 * @param {Context} context
 * @param {Message} message
 */
function askToClose({ api, store }, message) {
  confirmDialog({
    title: "Close this poll?",
    text: "Nobody can vote any more. It cannot be opened again.",
    action: "Close poll",
    run: async () => void store.apply(messageAnswered, await closePoll(api, message.id)),
  });
}

/**
 * Pressed again an option is chosen no more; where one alone can be, another takes its place.
 * @param {Context} context
 * @param {Message} message
 * @param {number} id
 */
function choose(context, message, id) {
  const poll = /** @type {Poll} */ (message.poll);
  const choice = choices.get(message.id) ?? { chosen: chosenIn(poll), sending: false };
  const { chosen } = choice;
  const others = poll.multiple ? [...chosen].filter((one) => one !== id) : [];
  choice.chosen = new Set(chosen.has(id) ? others : [...others, id]);
  choices.set(message.id, choice);
  show(message.id, choice.chosen);
  if (!choice.sending) send(context, message, choice);
}

/**
 * @param {Context} context
 * @param {Message} message
 * @param {{chosen: Set<number>, sending: boolean}} choice
 */
async function send({ api, store, toasts }, message, choice) {
  choice.sending = true;
  let sent = null;
  let answer = message;
  try {
    while (sent !== choice.chosen) {
      sent = choice.chosen;
      answer = await sendVote(api, message.id, [...sent]);
    }
    choices.delete(message.id);
    store.apply(messageAnswered, answer);
  } catch (error) {
    choices.delete(message.id);
    const now = store.state.timelines[message.conversation_id]?.messages;
    const known = now?.find((one) => one.id === message.id)?.poll;
    if (known) show(message.id, chosenIn(known));
    toasts.show(`Your vote was not counted. ${explain(error)}`, { tone: "error" });
  }
}

/**
 * What was chosen, before the server has counted it.
 * @param {string} messageId
 * @param {Set<number>} chosen
 */
function show(messageId, chosen) {
  for (const card of document.querySelectorAll(`[data-poll="${CSS.escape(messageId)}"]`)) {
    for (const button of card.querySelectorAll(".poll-option")) {
      const mine = chosen.has(Number(button.getAttribute("data-option")));
      button.classList.toggle("mine", mine);
      button.setAttribute("aria-pressed", String(mine));
      button.querySelector(".poll-mark")?.replaceChildren(...(mine ? [icon("check", 13)] : []));
    }
  }
}

/** @type {Set<string>} polls of which was asked what one chose in them */
const asked = new Set();

/**
 * A poll that was brought back: what one chose in it before only the server knows.
 * @param {Context} context
 * @param {Message} message
 */
async function learnOwn({ api, store }, { id }) {
  if (asked.has(id)) return;
  asked.add(id);
  try {
    store.apply(messageAnswered, await api.message(id));
  } catch {
    // Until then it looks as if one had not voted, and voting sets it right.
  } finally {
    asked.delete(id);
  }
}
