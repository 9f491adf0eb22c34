/** @import {State} from "../types.js" */
import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

const SHOW_AFTER_MS = 3000;

/** One line about the connection, and only when there is something to say. */
export class Banner {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.status = element("div", { class: "banner-status", role: "status" });
    this.alert = element("div", { class: "banner-alert", role: "alert" });
    this.element = element("div", { class: "banners" }, this.status, this.alert);
    this.shown = "";
    this.timer = 0;
    this.wasAway = false;
    window.addEventListener("offline", () => this.update(context.store.state));
    window.addEventListener("online", () => this.update(context.store.state));
  }

  /** @param {State} state */
  update(state) {
    const kind = this.#kind(state);
    const waiting = Object.values(state.pending).filter((one) => one.state === "pending").length;
    const key = `${kind} ${kind === "offline" || kind === "reconnecting" ? waiting : ""}`;
    if (kind === "reconnecting" && !this.wasAway) {
      // A short break is no news: say it after three seconds.
      this.timer ||= Number(setTimeout(() => this.#brokenForLong(), SHOW_AFTER_MS));
      return;
    }
    clearTimeout(this.timer);
    this.timer = 0;
    if (key !== this.shown) this.#show(kind, waiting, key);
  }

  #brokenForLong() {
    this.timer = 0;
    this.wasAway = true;
    this.update(this.context.store.state);
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
    this.status.replaceChildren();
    this.alert.replaceChildren();
    if (this.wasAway) this.status.append(this.#away(kind, waiting));
    else if (kind === "elsewhere") this.status.append(this.#elsewhere());
    else if (kind) this.alert.append(this.#ended(kind));
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
    const refused = kind === "refused";
    return element(
      "div",
      { class: "banner banner-danger" },
      icon("circle-alert"),
      element(
        "p",
        {},
        refused ? "This server refused the connection." : "You were signed out on this device.",
      ),
      element("a", { class: "button-text", href: `/signin?next=${next}` }, "Sign in"),
    );
  }
}
