/** @import {State} from "../types.js" */
import { element, setText } from "../lib/dom.js";
import { personAvatar } from "./avatar.js";
import { confirmDialog } from "./confirm_dialog.js";
import { icon } from "./icons.js";

/** Who is signed in here, and the way out. */
export class AccountBar {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.avatar = element("span", {});
    this.name = element("span", { class: "account-name", dir: "auto" });
    this.username = element("span", { class: "account-line" });
    const token = { type: "hidden", name: "csrfmiddlewaretoken", value: context.boot.csrf_token };
    const out = {
      type: "submit",
      class: "icon-button",
      "aria-label": "Sign out",
      title: "Sign out",
    };
    this.form = element(
      "form",
      { method: "post", action: "/signout" },
      element("input", token),
      element("button", out, icon("log-out")),
    );
    this.form.addEventListener("submit", (event) => this.#leaving(event));
    const names = element("span", { class: "account-names" }, this.name, this.username);
    this.element = element("div", { class: "account-bar" }, this.avatar, names, this.form);
    /** @type {unknown} */
    this.shown = null;
  }

  /** @param {State} state */
  update({ me }) {
    if (this.shown === me) return;
    this.shown = me;
    this.avatar.replaceChildren(personAvatar(me, "medium"));
    setText(this.name, me.display_name || me.username);
    setText(this.username, `@${me.username}`);
  }

  /**
   * What was typed and not sent goes from this device with the session: say so first.
   * @param {SubmitEvent} event
   */
  #leaving(event) {
    const { api, drafts, live, store } = this.context;
    const waiting = Object.keys(store.state.pending).length + drafts.count();
    if (waiting === 0) return;
    event.preventDefault();
    const text =
      waiting === 1
        ? "1 message has not been sent yet. Signing out deletes it from this device."
        : `${waiting} messages have not been sent yet. Signing out deletes them from this device.`;
    confirmDialog({
      title: "Sign out now?",
      text,
      action: "Sign out",
      run: async () => {
        await api.signOut();
        live.outbox.shelf.clear();
        drafts.shelf.clear();
        location.assign("/signin");
      },
    });
  }
}
