/** @import {Conversation, Space, State} from "../types.js" */
import { element, hiddenText, setAttribute } from "../lib/dom.js";
import { pendingOf } from "../store/select.js";
import { channelBadge, isPrivate } from "../store/space_rooms.js";
import { channelIcon } from "./channel_icon.js";
import { icon } from "./icons.js";
import { countText } from "./list_row.js";

/** @typedef {ReturnType<typeof readChannel>} ChannelLook */

const KIND_WORDS = { announcement: "announcements", voice: "voice room" };

/**
 * Everything that a row of the list of channels shows.
 * @param {State} state
 * @param {Space} space
 * @param {Conversation} channel
 * @param {{open: boolean, draft: string, now: number}} here
 */
export function readChannel(state, space, channel, { open, draft, now }) {
  const failed = pendingOf(state, channel.id).some((one) => one.state === "failed");
  return {
    name: channel.title ?? "",
    topic: channel.topic ?? "",
    kind: channel.channel_kind ?? "text",
    icon: channelIcon(channel, space),
    isPrivate: isPrivate(space, channel.id),
    archived: channel.archived_at !== null,
    mentions: channel.mention_count,
    draft: draft.trim() !== "" && !open,
    failed,
    open,
    ...channelBadge(channel, now),
  };
}

/**
 * @param {ChannelLook} one
 * @param {ChannelLook} other
 * @returns {boolean}
 */
export function looksAlike(one, other) {
  return Object.entries(one).every(
    ([key, value]) => other[/** @type {keyof ChannelLook} */ (key)] === value,
  );
}

/**
 * @param {HTMLAnchorElement} link
 * @param {ChannelLook} look
 */
export function renderChannel(link, look) {
  const bold = look.unread && !look.muted && !look.open;
  link.className = ["channel-row", bold && "unread", look.muted && "muted"]
    .filter(Boolean)
    .join(" ");
  setAttribute(link, "aria-current", look.open ? "page" : null);
  setAttribute(link, "title", titleOf(look));
  const alsoPrivate = look.isPrivate && look.icon !== "lock";
  link.replaceChildren(
    icon(look.icon),
    element("span", { class: "channel-name", dir: "auto" }, look.name),
    hiddenText(stateWords(look)),
    element(
      "span",
      { class: "channel-marks", "aria-hidden": "true" },
      look.failed && element("span", { class: "row-failed-mark" }, icon("circle-alert", 16)),
      look.draft && icon("pencil", 14),
      alsoPrivate && icon("lock", 14),
      look.archived && icon("archive", 14),
      look.muted && icon("bell-off", 14),
      ...badges(look),
    ),
  );
}

/** @param {ChannelLook} look @returns {HTMLElement[]} */
function badges({ mention, mentions, count, quiet, muted }) {
  const nodes = [];
  if (mention) {
    const text = mentions > 1 ? `@${countText(mentions)}` : "@";
    const shape = mentions > 1 ? "badge" : "badge badge-mention";
    nodes.push(element("span", { class: shape }, text));
  }
  // A muted channel says how much there is; one that is quiet is bold and says no more.
  if (count > 0 && muted) {
    nodes.push(element("span", { class: "badge badge-muted" }, countText(count)));
  } else if (count > 0 && !quiet && !mention) {
    nodes.push(element("span", { class: "badge" }, countText(count)));
  }
  return nodes;
}

/** @param {ChannelLook} look @returns {string} what its signs mean, for those who point at it */
function titleOf(look) {
  if (look.kind === "voice") return "Voice rooms open with calls";
  const words = stateWords(look).replace(/^, |, $/gu, "");
  return words || look.topic || look.name;
}

/** @param {ChannelLook} look @returns {string} */
function stateWords(look) {
  const { count, mention, mentions, muted, isPrivate: locked, kind } = look;
  const words = [
    KIND_WORDS[/** @type {keyof typeof KIND_WORDS} */ (kind)],
    locked && "not seen by everyone",
    look.archived && "archived",
    muted && "muted",
    count > 0 && `${count} unread`,
    mention && (mentions > 1 ? `mentions you ${mentions} times` : "mentions you"),
    look.draft && "has a draft",
    look.failed && "not sent",
  ].filter(Boolean);
  return words.length > 0 ? `, ${words.join(", ")}` : "";
}
