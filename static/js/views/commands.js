/** @import {Choice} from "./mention_offers.js" */
import { element } from "../lib/dom.js";
import { isOffered } from "../store/features.js";
import { leave, openMuteMenu } from "./own_actions.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./composer.js").Composer} Composer */

/**
 * What a message can begin with instead of being one.
 * @typedef {Object} Command
 * @property {string} name after the "/"
 * @property {string} label what it does
 * @property {boolean} [takesText] what follows it belongs to it; else it is a command by itself alone
 * @property {boolean} [waits] for words after it; without, it is done as soon as it is chosen
 * @property {(rest: string) => void} run
 */

/**
 * The commands that its reader can use in the conversation that is written to.
 * @param {Context} context
 * @param {Composer} composer
 * @returns {Command[]}
 */
export function commandsIn(context, composer) {
  const { later, page, store } = context;
  const { state } = store;
  const conversation = state.conversations[composer.conversationId ?? ""];
  if (!conversation || composer.mode?.kind === "edit") return [];
  const { id, permissions, space_id: spaceId, type } = conversation;
  const has = (/** @type {import("../store/features.js").Feature} */ name) =>
    isOffered(state, name, spaceId);
  const inviting = spaceId ? state.spaces[spaceId]?.my_permissions : permissions;
  /** @type {(Command & {isThere: boolean})[]} */
  const all = [
    {
      name: "poll",
      label: "Ask everyone something",
      takesText: true,
      isThere: has("polls"),
      run: (rest) => later.use("polls", ({ openPollDialog }) => openPollDialog(context, id, rest)),
    },
    {
      name: "schedule",
      label: "Send what follows later",
      takesText: true,
      waits: true,
      isThere: has("scheduled"),
      run: (rest) => composer.sendLater(rest),
    },
    {
      name: "invite",
      label: "Invite people by link",
      isThere: type !== "DM" && Boolean(inviting?.includes("invite")),
      run: () => page.openPane("invites"),
    },
    {
      name: "mute",
      label: "Hear nothing of it for a while",
      isThere: true,
      run: () => openMuteMenu(context, conversation, composer.field.text),
    },
    {
      name: "leave",
      label: `Leave this ${type === "CHANNEL" ? "channel" : "group"}`,
      isThere: type !== "DM" && !spaceId,
      run: () => leave(context, conversation),
    },
  ];
  return all.filter(({ isThere }) => isThere);
}

/**
 * Does what a text asks for that begins with a command.
 * @param {Context} context
 * @param {Composer} composer
 * @param {string} text
 * @returns {boolean} false: it is a text like any other
 */
export function runCommand(context, composer, text) {
  const [, name, rest = ""] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/u.exec(text) ?? [];
  const found = commandsIn(context, composer).find((one) => one.name === name);
  if (!found || (rest.trim() !== "" && !found.takesText)) return false;
  if (!found.waits) composer.emptied();
  found.run(rest.trim());
  return true;
}

/**
 * What is offered after a "/" that a message begins with.
 * @param {Context} context
 * @param {Composer} composer
 * @param {string} query
 * @returns {Choice[]}
 */
export function commandChoices(context, composer, query) {
  return commandsIn(context, composer)
    .filter(({ name }) => name.startsWith(query))
    .map(({ name, label, waits }) => ({
      written: `/${name}`,
      run: waits ? undefined : () => runCommand(context, composer, `/${name}`),
      nodes: () => [
        element("span", { class: "mention-name" }, `/${name}`),
        element("span", { class: "mention-username" }, label),
      ],
    }));
}
