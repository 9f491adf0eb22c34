/** @import {State} from "../types.js" */
import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

const SHOW_AFTER_MS = 3000;
const BACK_MS = 4000;
/** @type {Record<string, string>} */
const ENDED = {
  refused: "This server refused the connection.",
  suspended: "Your account is suspended. Sign in to read why.",
};

/** One line about the connection, and only when there is something to say. */
export class Banner {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** Above the page, and under the header of the open chat: it is said in one of them. */
    this.top = new Host();
    this.inChat = new Host();
    this.host = this.top;
    this.shown = "";
    this.timer = 0;
    this.wasAway = false;
    /** How many messages waited when the line broke, or while it was broken. */
    this.waited = 0;
    this.isBack = false;
    this.backTimer = 0;
    window.addEventListener("offline", () => this.update(context.store.state));
    window.addEventListener("online", () => this.update(context.store.state));
  }

  /**
   * @param {State} state
   * @param {boolean} chatShown
   */
  update(state, chatShown = this.host === this.inChat) {
    const host = chatShown ? this.inChat : this.top;
    if (host !== this.host) {
      this.host.clear();
      this.host = host;
      this.shown = "";
    }
    const kind = this.#kind(state);
    const waiting = Object.values(state.pending).filter((one) => one.state === "pending").length;
    if (kind === "reconnecting" && !this.wasAway) {
      // A short break is no news: say it after three seconds.
      this.timer ||= Number(setTimeout(() => this.#brokenForLong(), SHOW_AFTER_MS));
      return;
    }
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.wasAway) this.waited = Math.max(this.waited, waiting);
    this.#noteBack(kind);
    const shown = kind || (this.isBack ? "back" : "");
    const counts = shown === "offline" || shown === "reconnecting" || shown === "back";
    const key = `${shown} ${counts ? waiting : ""}`;
    if (key !== this.shown) this.#show(shown, waiting, key);
  }

  #brokenForLong() {
    this.timer = 0;
    this.wasAway = true;
    this.update(this.context.store.state);
  }

  /**
   * The line is back: said for a moment, with what could go out at last.
   * @param {string} kind
   */
  #noteBack(kind) {
    if (kind === "" && !this.wasAway) return;
    clearTimeout(this.backTimer);
    this.isBack = kind === "";
    if (!this.isBack) return;
    const over = () => {
      this.isBack = false;
      this.waited = 0;
      this.update(this.context.store.state);
    };
    this.backTimer = Number(setTimeout(over, BACK_MS));
  }

  /** @param {State} state */
  #kind({ connection }) {
    if (connection.status === "closed") return connection.reason ?? "refused";
    if (connection.status === "open") return "";
    if (!navigator.onLine) return "offline";
    return connection.status === "waiting" || connection.attempts > 0 ? "reconnecting" : "";
  }

  /**
   * @param {string} kind
   * @param {number} waiting
   * @param {string} key
   */
  #show(kind, waiting, key) {
    this.shown = key;
    this.wasAway = kind === "offline" || kind === "reconnecting";
    const { host } = this;
    host.clear();
    if (this.wasAway) host.status.append(this.#away(kind, waiting));
    else if (kind === "back") host.status.append(this.#back(waiting));
    else if (kind === "elsewhere") host.status.append(this.#elsewhere());
    else if (kind) host.alert.append(this.#ended(kind));
  }

  /**
   * @param {string} kind
   * @param {number} waiting
   */
  #away(kind, waiting) {
    const title = kind === "offline" ? "You're offline." : "Reconnecting…";
    const later =
      waiting === 1 ? "1 message will send later." : `${waiting} messages will send later.`;
    const retry = () => this.context.live.socket.reconnectNow();
    return element(
      "div",
      { class: "banner banner-warn" },
      icon("cloud-off"),
      element("p", {}, element("strong", {}, title), waiting > 0 ? ` ${later}` : ""),
      kind === "reconnecting" &&
        element("button", { type: "button", class: "button-text", onclick: retry }, "Try now"),
    );
  }

  /** @param {number} waiting */
  #back(waiting) {
    const going =
      waiting === 1 ? "1 message is on its way." : `${waiting} messages are on their way.`;
    const sent = this.waited === 1 ? "1 message sent." : `${this.waited} messages sent.`;
    const text = waiting > 0 ? going : this.waited > 0 ? sent : "";
    return element(
      "div",
      { class: "banner banner-ok" },
      icon("check"),
      element("p", {}, element("strong", {}, "Back online."), text && ` ${text}`),
    );
  }

  #elsewhere() {
    const here = () => this.context.live.socket.reconnectNow();
    return element(
      "div",
      { class: "banner banner-warn" },
      icon("cloud-off"),
      element("p", {}, "Chatty is open in too many other places, so this one is paused."),
      element("button", { type: "button", class: "button-text", onclick: here }, "Use it here"),
    );
  }

  /** @param {string} kind */
  #ended(kind) {
    const next = encodeURIComponent(location.pathname);
    return element(
      "div",
      { class: "banner banner-danger" },
      icon("circle-alert"),
      element("p", {}, ENDED[kind] ?? "You were signed out on this device."),
      element("a", { class: "button-text", href: `/signin?next=${next}` }, "Sign in"),
    );
  }
}

/** Where the line is shown: it has to be there before there is something to say. */
class Host {
  constructor() {
    this.status = element("div", { class: "banner-status", role: "status" });
    this.alert = element("div", { class: "banner-alert", role: "alert" });
    this.element = element("div", { class: "banners" }, this.status, this.alert);
  }

  clear() {
    this.status.replaceChildren();
    this.alert.replaceChildren();
  }
}
