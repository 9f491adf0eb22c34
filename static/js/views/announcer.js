import { element } from "../lib/dom.js";
import { cutText } from "../lib/text.js";

const LONGEST = 140;
const CROWD = 3;
const CROWD_MS = 2000;

/** Speaks new messages politely, in one place, and never a flood of them. */
export class Announcer {
  constructor() {
    this.element = element("div", { class: "visually-hidden", "aria-live": "polite" });
    /** @type {number[]} */
    this.recent = [];
    this.crowdTimer = 0;
    this.crowd = 0;
  }

  /** @param {string} text */
  say(text) {
    const line = element("p", {}, cutText(text, LONGEST));
    this.element.replaceChildren(line);
  }

  /**
   * A message came into the open, focused chat.
   * @param {string} sender
   * @param {string} body
   */
  message(sender, body) {
    const now = Date.now();
    this.recent = [...this.recent.filter((at) => now - at < CROWD_MS), now];
    if (this.recent.length <= CROWD) {
      this.say(`${sender}: ${body}`);
      return;
    }
    this.crowd = Math.max(this.crowd + 1, this.recent.length);
    clearTimeout(this.crowdTimer);
    this.crowdTimer = Number(
      setTimeout(() => {
        this.say(`${this.crowd} new messages`);
        this.crowd = 0;
      }, CROWD_MS),
    );
  }
}
