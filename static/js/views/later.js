import { holdTyping } from "./typed_ahead.js";

/**
 * Parts of the page that nobody sees at first, in the order in which they come when there is
 * nothing to do: what is likely to be wanted first. They may not lead back here, not even by an
 * import of this kind: the name of a module follows from the names of those it imports.
 */
const PARTS = {
  richText: () => import("./rich_text.js"),
  menus: () => import("./menu_parts.js"),
  mentions: () => import("./mention_parts.js"),
  palette: () => import("./palette.js"),
  startDialog: () => import("./start_dialog.js"),
  icons: () => import("./more_icons.js"),
  formatting: () => import("./format_bar.js"),
  polls: () => import("./poll_parts.js"),
  emojiPopover: () => import("./emoji_popover.js"),
  spaces: () => import("./space_parts.js"),
  accountMenu: () => import("./account_menu.js"),
  details: () => import("./panes/details.js"),
  emojiPicker: () => import("./emoji_picker.js"),
  scheduling: () => import("./scheduling.js"),
  folderDialog: () => import("./folder_dialog.js"),
  invites: () => import("./panes/invites.js"),
  inbox: () => import("./inbox.js"),
  members: () => import("./panes/members.js"),
  pins: () => import("./panes/pins.js"),
  thread: () => import("./panes/thread.js"),
  forwardDialog: () => import("./forward_dialog.js"),
  reportDialog: () => import("./report_dialog.js"),
  settings: () => import("./panes/settings.js"),
  spaceBrowser: () => import("./space_browser.js"),
  spaceMembers: () => import("./panes/space_members.js"),
  spaceWelcome: () => import("./space_welcome.js"),
  channelDetails: () => import("./panes/channel_details.js"),
  whoReacted: () => import("./who_reacted.js"),
  shortcutSheet: () => import("./shortcut_sheet.js"),
  strandedDialog: () => import("./stranded_dialog.js"),
};

/** Large, and of no use to whom nobody writes that way: it comes when it is needed to show something. */
const WHEN_SHOWN = "richText";

/** @typedef {typeof PARTS} Parts */
/** @typedef {keyof Parts} Name */
/**
 * @template {Name} N
 * @typedef {Awaited<ReturnType<Parts[N]>>} Part
 */

export const FAILED = "This part of the page could not be loaded.";
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 160_000;

/** Loads parts of the page after what is seen first, or when they are wanted sooner. */
export class Later {
  /**
   * @param {import("./toasts.js").Toasts} toasts
   * @param {Record<Name, () => Promise<any>>} [parts]
   * @param {() => () => void} [hold] keeps what is typed until its answer is called
   */
  constructor(toasts, parts = PARTS, hold = holdTyping) {
    this.toasts = toasts;
    this.parts = parts;
    this.hold = hold;
    /** @type {Map<Name, any>} */
    this.loaded = new Map();
    /** @type {Name | null} what is wanted and still on its way: the last wish counts */
    this.wanted = null;
    /** @type {Map<Name, {use: (part: any) => unknown, done: Promise<void>}>} wishes on their way */
    this.coming = new Map();
    /** Told of every part that came. @type {(name: Name, part: any) => void} */
    this.onCame = () => undefined;
    /** @type {(() => void) | null} gives what was typed meanwhile to what opened */
    this.release = null;
  }

  /**
   * Does something with a part: at once where it is here already. What could not be loaded is said,
   * with a way to try again; later, with one to load the page anew, since its files may be gone.
   * Of several wishes for a part that is on its way, the last one is fulfilled, once.
   * @template {Name} N
   * @param {N} name
   * @param {(part: Part<N>) => unknown} use
   * @param {boolean} [again]
   * @returns {Promise<void>}
   */
  async use(name, use, again = false) {
    const known = this.loaded.get(name);
    this.wanted = known ? null : name;
    if (known) {
      this.#open(use, known);
      return;
    }
    this.release ??= this.hold();
    const wish = this.coming.get(name) ?? { use, done: Promise.resolve() };
    wish.use = use;
    if (!this.coming.has(name)) {
      this.coming.set(name, wish);
      wish.done = this.#bring(name, wish, again);
    }
    await wish.done;
  }

  /**
   * @param {Name} name
   * @param {{use: (part: any) => unknown}} wish
   * @param {boolean} again
   */
  async #bring(name, wish, again) {
    let came = true;
    try {
      await this.load(name);
    } catch {
      came = false;
    }
    this.coming.delete(name);
    // Meanwhile something else may have been asked for, which should not be covered by this.
    const isWanted = this.wanted === name;
    if (isWanted) this.wanted = null;
    if (isWanted) this.#open(came ? wish.use : () => undefined, this.loaded.get(name));
    if (came) return;
    const retry = { label: "Retry", run: () => this.use(name, wish.use, true) };
    const reload = { label: "Reload", run: () => location.reload() };
    this.toasts.show(FAILED, { tone: "error", action: again ? reload : retry });
  }

  /**
   * What was typed meanwhile goes to what opens, and is let go of where that fails.
   * @param {(part: any) => unknown} use
   * @param {unknown} part
   */
  #open(use, part) {
    const { release } = this;
    this.release = null;
    try {
      use(part);
    } finally {
      release?.();
    }
  }

  /**
   * When the page has nothing to do, everything comes: what is opened then opens at once. What
   * cannot be had is asked for again for some minutes; when somebody wants it, at once.
   */
  async loadWhenIdle() {
    // @ts-expect-error: not every browser says how it is connected
    if (navigator.connection?.saveData) return;
    let wait = FIRST_WAIT_MS;
    for (const name of /** @type {Name[]} */ (Object.keys(this.parts))) {
      while (name !== WHEN_SHOWN && !this.loaded.has(name)) {
        await idle();
        try {
          await this.load(name);
        } catch {
          if (wait > LONGEST_WAIT_MS) return;
          await new Promise((resolve) => setTimeout(resolve, wait));
          wait *= 2;
        }
      }
    }
  }

  /**
   * @param {Name} name
   * @returns {Promise<void>} rejected where it cannot be had now
   */
  async load(name) {
    if (this.loaded.has(name)) return;
    const part = await this.parts[name]();
    // Asked for twice at once, it comes once.
    if (this.loaded.has(name)) return;
    this.loaded.set(name, part);
    this.onCame(name, part);
  }
}

/** @returns {Promise<void>} */
function idle() {
  return new Promise((resolve) => {
    const go = () => resolve();
    if ("requestIdleCallback" in window) requestIdleCallback(go, { timeout: 2000 });
    else setTimeout(go, 200);
  });
}
