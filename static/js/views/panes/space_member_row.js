/** @import {Conversation, Space} from "../../types.js" */
/** @import {MemberSection, Seen} from "../../store/member_sections.js" */
import { element, hiddenText } from "../../lib/dom.js";
import { personColour } from "../../lib/person.js";
import { standingOf } from "../../store/space_members.js";
import { personAvatar } from "../avatar.js";
import { withPresence } from "../list_row.js";
import { openMenu } from "../menu.js";
import { headingFor, itemsFor } from "./space_member_menu.js";

const PRESENCE_WORDS = { online: "online", away: "away", dnd: "do not disturb" };

/** @typedef {{space: Space, channel: Conversation, seen: Seen}} Shown */

/** Under whose name the members below it stand, and how many they are. */
export class SectionHead {
  constructor() {
    this.element = element("div", {
      class: "space-members-item space-members-head",
      role: "listitem",
    });
    this.look = "";
  }

  /** @param {MemberSection} section */
  show({ title, count }) {
    const look = `${title}\n${count}`;
    if (look === this.look) return;
    this.look = look;
    this.element.replaceChildren(
      element("h3", { dir: "auto" }, title, hiddenText(`, ${count}`)),
      element("span", { class: "space-members-count", "aria-hidden": "true" }, String(count)),
    );
  }
}

/**
 * Somebody in a space: a button that opens what one can do. It stays the same one whatever becomes
 * of them, so that the keyboard stays on it and its menu beside it.
 */
export class SpaceMemberRow {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.button = element("button", {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      tabindex: "-1",
      onclick: () => this.#openMenu(),
    });
    this.element = element("div", { class: "space-members-item", role: "listitem" }, this.button);
    /** @type {Shown | null} */
    this.shown = null;
    this.look = "";
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    const { state } = this.context.store;
    const { space, channel, seen } = shown;
    const { user } = seen.member;
    const { name, colour } = standingOf(state, space.id, user.id, personColour);
    const typing = state.typing[channel.id]?.[user.id] ?? false;
    const line = typing ? "Typing" : seen.status ? (user.custom_status ?? "") : "";
    const picture = [user.username, user.display_name, user.avatar_url];
    const look = JSON.stringify([user.id, name, colour, line, typing, seen.status, picture]);
    if (look === this.look) return;
    this.look = look;
    const words = PRESENCE_WORDS[/** @type {keyof typeof PRESENCE_WORDS} */ (seen.status)];
    this.button.className = `space-member row-button${seen.status ? "" : " away"}`;
    this.button.dataset.user = user.id;
    this.button.title = `@${user.username}`;
    this.button.replaceChildren(
      withPresence(personAvatar(user, "small"), seen.status),
      element(
        "span",
        { class: "space-member-words" },
        element("span", { class: `space-member-name ${colour}`, dir: "auto" }, name),
        hiddenText(`, ${words ?? "offline"}`),
        line && hiddenText(", "),
        line &&
          element(
            "span",
            { class: typing ? "space-member-line typing" : "space-member-line", dir: "auto" },
            line,
          ),
      ),
    );
  }

  /** Of what they are now, and what one may do now. */
  #openMenu() {
    if (!this.shown) return;
    const { space, seen } = this.shown;
    const { context, button } = this;
    const { name } = standingOf(context.store.state, space.id, seen.member.user.id, personColour);
    openMenu({
      anchor: button,
      label: name,
      heading: headingFor(space, seen.member, name),
      items: itemsFor(context, space, seen.member, name),
    });
  }
}
