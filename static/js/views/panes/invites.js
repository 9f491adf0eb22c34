/** @import {Conversation, Invite, State} from "../../types.js" */
import { explain } from "../../api/errors.js";
import { element, setText } from "../../lib/dom.js";
import { isolated } from "../../lib/text.js";
import { kindOf } from "../../store/posting.js";
import { personName } from "../../store/select.js";
import { confirmDialog } from "../confirm_dialog.js";
import { selectField, showFieldErrors } from "../fields.js";
import { icon } from "../icons.js";
import { paneSection } from "./parts.js";
import { qrImage } from "./qr_image.js";

const HOUR = 3600;
const day = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});

/** @type {[value: string, label: string][]} */
const LIFETIMES = [
  [String(HOUR), "1 hour"],
  [String(24 * HOUR), "1 day"],
  [String(7 * 24 * HOUR), "7 days"],
  [String(30 * 24 * HOUR), "30 days"],
  ["", "Until it is revoked"],
];
/** @type {[value: string, label: string][]} */
const USES = [
  ["", "Any number"],
  ["1", "1 person"],
  ["5", "5 people"],
  ["25", "25 people"],
  ["100", "100 people"],
];

/** Links that let people in: makes them, shows them as text and as a QR code, revokes them. */
export class InvitesContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {string | null} or of the space */
    this.conversationId = null;
    /** @type {Pick<import("../../api/chat.js").ChatApi, "invites" | "createInvite">} */
    this.api = context.api;
    this.expires = selectField({
      id: "invite-expires",
      label: "Works for",
      value: String(7 * 24 * HOUR),
      choices: LIFETIMES,
    });
    this.uses = selectField({ id: "invite-uses", label: "Lets in", value: "", choices: USES });
    this.status = element("p", { class: "help", role: "status" });
    this.submit = element(
      "button",
      { type: "submit", class: "button button-primary" },
      icon("link", 18),
      "Create invite link",
    );
    const form = element(
      "form",
      { class: "pane-form", novalidate: true },
      element("div", { class: "field-pair" }, this.expires.element, this.uses.element),
      this.submit,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#create();
    });
    this.fresh = element("div", {});
    this.list = element("div", {});
    this.element = element(
      "div",
      { class: "details-content" },
      form,
      this.status,
      this.fresh,
      this.list,
    );
  }

  title() {
    return "Invite links";
  }

  /** @param {Conversation} conversation */
  open(conversation) {
    // An invite to a channel leads into its space.
    this.api = conversation.space_id ? this.context.api.spaces : this.context.api;
    this.conversationId = conversation.space_id ?? conversation.id;
    setText(this.status, "");
    this.fresh.replaceChildren();
    this.list.replaceChildren();
    this.#load(this.conversationId);
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const space = state.spaces[conversation.space_id ?? ""];
    const permissions = space?.my_permissions ?? conversation.permissions;
    const may = permissions.includes("invite") && conversation.type !== "DM";
    this.submit.disabled = !may;
    const kind = space ? "space" : kindOf(conversation);
    if (!may) setText(this.status, `You can't invite people to this ${kind}.`);
  }

  /** @param {string} id */
  async #load(id) {
    try {
      const invites = await this.api.invites(id);
      if (this.conversationId === id) this.#drawList(invites);
    } catch (error) {
      if (this.conversationId === id) setText(this.status, explain(error));
    }
  }

  async #create() {
    const id = this.conversationId;
    if (id === null || this.submit.disabled) return;
    this.submit.disabled = true;
    setText(this.status, "");
    const number = (/** @type {string} */ value) => (value ? Number(value) : null);
    const bounds = {
      expires_in: number(this.expires.input.value),
      max_uses: number(this.uses.input.value),
    };
    try {
      const invite = await this.api.createInvite(id, bounds);
      if (this.conversationId !== id) return;
      this.fresh.replaceChildren(this.#card(invite));
      this.fresh.querySelector("input")?.focus();
      setText(this.status, "Whoever opens this link can join.");
      await this.#load(id);
    } catch (error) {
      const fields = { expires_in: this.expires, max_uses: this.uses };
      if (!showFieldErrors(error, fields)) setText(this.status, explain(error));
    } finally {
      this.submit.disabled = false;
    }
  }

  /**
   * The link that was just made, to be copied or held up to a camera.
   * @param {Invite} invite
   */
  #card(invite) {
    const input = element("input", {
      class: "input",
      type: "text",
      id: "invite-url",
      readonly: true,
      value: invite.url,
      onfocus: () => input.select(),
    });
    const copy = element(
      "button",
      { type: "button", class: "button", onclick: () => this.#copy(invite, input) },
      icon("copy", 18),
      "Copy",
    );
    return element(
      "div",
      { class: "invite-card" },
      qrImage(invite),
      element("label", { for: "invite-url" }, "Invite link"),
      element("div", { class: "copy-row" }, input, copy),
    );
  }

  /**
   * @param {Invite} invite
   * @param {HTMLInputElement} [input]
   */
  async #copy({ url }, input) {
    try {
      await navigator.clipboard.writeText(url);
      setText(this.status, "Link copied.");
    } catch {
      // Without a secure connection the clipboard is closed to pages: leave the link selected.
      input?.focus();
      setText(this.status, input ? "Press Ctrl+C to copy the link." : url);
    }
  }

  /** @param {Invite[]} invites */
  #drawList(invites) {
    if (invites.length === 0) {
      this.list.replaceChildren();
      return;
    }
    const rows = invites.map((invite) => this.#row(invite));
    this.list.replaceChildren(
      paneSection("Links that work", element("ul", { class: "invites" }, ...rows)),
    );
  }

  /** @param {Invite} invite */
  #row(invite) {
    const { state } = this.context.store;
    const by =
      invite.created_by === state.me.id ? "you" : isolated(personName(state, invite.created_by));
    const used = invite.max_uses === null ? invite.uses : `${invite.uses} of ${invite.max_uses}`;
    const end = invite.expires_at ? `until ${day.format(new Date(invite.expires_at))}` : "no end";
    const button = (
      /** @type {string} */ name,
      /** @type {string} */ label,
      /** @type {() => unknown} */ run,
    ) => {
      const labels = { "aria-label": `${label} ${invite.code}`, title: label };
      const properties = { type: "button", class: "icon-button", ...labels, onclick: run };
      return element("button", properties, icon(name, 18));
    };
    const qr = () => {
      this.fresh.replaceChildren(this.#card(invite));
      this.fresh.scrollIntoView({ block: "nearest" });
      this.fresh.querySelector("input")?.focus();
    };
    return element(
      "li",
      { class: "invite" },
      element(
        "span",
        { class: "member-words" },
        element("span", { class: "member-name" }, `…/i/${invite.code}`),
        element("span", { class: "member-line" }, `Used ${used}, ${end}. Made by ${by}.`),
      ),
      button("copy", "Copy", () => this.#copy(invite)),
      button("qr-code", "Show", qr),
      button("trash-2", "Revoke", () => this.#revoke(invite)),
    );
  }

  /** @param {Invite} invite */
  #revoke(invite) {
    confirmDialog({
      title: "Revoke this link?",
      text: "It lets nobody in any more. Those who came by it stay.",
      action: "Revoke link",
      run: async () => {
        await this.context.api.revokeInvite(invite.code);
        const input = this.fresh.querySelector("input");
        if (input?.value === invite.url) this.fresh.replaceChildren();
        if (this.conversationId !== null) await this.#load(this.conversationId);
        setText(this.status, "Link revoked.");
      },
    });
  }
}
