/**
 * Parts of the page that nobody sees at first, but those (menus, palette, small dialogs) into
 * which people type in the same breath: what is typed would be lost on the way. They may not lead
 * back here, not even by an import of this kind: the name of a module follows from the names of
 * those it imports.
 */
const PARTS = {
  accountMenu: () => import("./account_menu.js"),
  details: () => import("./panes/details.js"),
  emojiPicker: () => import("./emoji_picker.js"),
  folderDialog: () => import("./folder_dialog.js"),
  invites: () => import("./panes/invites.js"),
  members: () => import("./panes/members.js"),
  pins: () => import("./panes/pins.js"),
  reportDialog: () => import("./report_dialog.js"),
  settings: () => import("./panes/settings.js"),
  spaces: () => import("./space_parts.js"),
  spaceBrowser: () => import("./space_browser.js"),
  spaceMembers: () => import("./panes/space_members.js"),
  spaceWelcome: () => import("./space_welcome.js"),
  channelDetails: () => import("./panes/channel_details.js"),
  shortcutSheet: () => import("./shortcut_sheet.js"),
  strandedDialog: () => import("./stranded_dialog.js"),
};

/** @typedef {typeof PARTS} Parts */
/** @typedef {keyof Parts} Name */
/**
 * @template {Name} N
 * @typedef {Awaited<ReturnType<Parts[N]>>} Part
 */

export const FAILED = "This part of the page could not be loaded.";

/** Loads parts of the page after what is seen first, or when they are wanted sooner. */
export class Later {
  /**
   * @param {import("./toasts.js").Toasts} toasts
   * @param {Record<Name, () => Promise<any>>} [parts]
   */
  constructor(toasts, parts = PARTS) {
    this.toasts = toasts;
    this.parts = parts;
    /** @type {Map<Name, any>} */
    this.loaded = new Map();
    /** @type {Name | null} what is wanted and still on its way: the last wish counts */
    this.wanted = null;
  }

  /**
   * Does something with a part: at once where it is here already. What could not be loaded is said,
   * with a way to try again; later, with one to load the page anew, since its files may be gone.
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
      use(known);
      return;
    }
    try {
      await this.load(name);
    } catch {
      const retry = { label: "Retry", run: () => this.use(name, use, true) };
      const reload = { label: "Reload", run: () => location.reload() };
      this.toasts.show(FAILED, { tone: "error", action: again ? reload : retry });
      return;
    }
    // Meanwhile something else was asked for, which should not be covered by this.
    if (this.wanted === name) use(this.loaded.get(name));
  }

  /** When the page has nothing to do, everything comes: what is opened then opens at once. */
  async loadWhenIdle() {
    // @ts-expect-error: not every browser says how it is connected
    if (navigator.connection?.saveData) return;
    for (const name of /** @type {Name[]} */ (Object.keys(this.parts))) {
      await new Promise((resolve) => {
        if ("requestIdleCallback" in window) requestIdleCallback(resolve, { timeout: 2000 });
        else setTimeout(resolve, 200);
      });
      try {
        await this.load(name);
      } catch {
        // It is asked for again when somebody wants it.
        return;
      }
    }
  }

  /**
   * @param {Name} name
   * @returns {Promise<void>} rejected where it cannot be had now
   */
  async load(name) {
    if (!this.loaded.has(name)) this.loaded.set(name, await this.parts[name]());
  }
}
