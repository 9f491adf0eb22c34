/** @import {State} from "../types.js" */
import { element } from "../lib/dom.js";
import { channelIds } from "../store/space_rooms.js";
import { missingPart } from "./missing_part.js";
import { chatIsGone, nothingHere, spaceIsGone } from "./nothing.js";

/** In the place of a chat where none is open, or the one that is wanted is not there. */
export class NothingOpen {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.element = element("div", { class: "nothing-open" });
    /** @type {import("./inbox.js").Inbox | null} made once its part of the page is here */
    this.inbox = null;
    this.wantsFocus = false;
  }

  /**
   * The inbox, in the place of a chat.
   * @param {State} state
   * @param {import("./router.js").InboxTab} tab
   */
  showInbox(state, tab) {
    const part = this.context.later.loaded.get("inbox");
    this.inbox ??= part ? new part.Inbox(this.context) : null;
    const kind = this.inbox ? "inbox" : "inbox-comes";
    if (this.element.dataset.kind !== kind) {
      this.element.dataset.kind = kind;
      this.element.replaceChildren(...(this.inbox ? [this.inbox.element] : []));
      if (!this.inbox) this.#loadInbox();
    }
    this.inbox?.update(state, tab);
    if (this.inbox && this.wantsFocus) this.focusInbox();
  }

  focusInbox() {
    this.wantsFocus = this.inbox === null;
    this.inbox?.focus();
  }

  /** Somebody went elsewhere. */
  leaveInbox() {
    this.inbox?.leave();
    this.wantsFocus = false;
  }

  async #loadInbox() {
    const { later, store } = this.context;
    try {
      await later.load("inbox");
      store.apply((state) => ({ ...state }));
    } catch {
      // Meanwhile something else may stand here.
      if (this.element.dataset.kind !== "inbox-comes") return;
      this.element.replaceChildren(missingPart(() => this.#loadInbox()));
    }
  }

  /**
   * @param {State} state
   * @param {{openId: string | null, spaceId: string | null, knew: boolean, comes: boolean}} wanted
   *   `knew`: a moment ago it was there; `comes`: it is there, and what shows it is on its way
   */
  update(state, { openId, spaceId, knew, comes }) {
    const space = spaceId === null ? undefined : state.spaces[spaceId];
    const isGone = state.booted && openId !== null && !comes && !state.missing[openId];
    const isSpaceGone = state.booted && spaceId !== null && !space && !state.staleSpaces[spaceId];
    if (knew && (isGone || isSpaceGone)) this.#leave(openId, spaceId, isSpaceGone);
    const kind = isSpaceGone
      ? "no-space"
      : isGone
        ? "missing"
        : !state.booted || openId !== null
          ? "loading"
          : space
            ? "in-space"
            : "none";
    const none = space && state.booted && channelIds(state, space).length === 0;
    const key = none ? "no-channels" : kind;
    if (this.element.dataset.kind === key) return;
    this.element.dataset.kind = key;
    this.element.replaceChildren(...this.#content(key));
  }

  /** @param {string} kind @returns {Node[]} */
  #content(kind) {
    if (kind === "missing") return chatIsGone();
    if (kind === "no-space") return spaceIsGone();
    if (kind === "no-channels") {
      const text = "Once there is one that you may see, it stands in the list.";
      return nothingHere(this.context, { title: "No channels here yet", text, actions: false });
    }
    if (kind !== "none") return [];
    const words = { title: "No chat open", text: "Choose one from the list, or start a new one." };
    return nothingHere(this.context, words);
  }

  /**
   * What was open is gone: left, removed or deleted. Nothing to come back to.
   * @param {string | null} openId
   * @param {string | null} spaceId
   * @param {boolean} isSpaceGone
   */
  #leave(openId, spaceId, isSpaceGone) {
    const { page, router, toasts } = this.context;
    const isMeant = [openId, spaceId].some((id) => id !== null && page.leaving.has(id));
    const what = isSpaceGone ? "space" : spaceId === null ? "chat" : "channel";
    if (!isMeant) toasts.show(`This ${what} is no longer available to you.`);
    queueMicrotask(() => (isSpaceGone ? router.home() : router.close()));
  }
}
