/** @import {State} from "../types.js" */

/** Words of welcome for who has just come in by an invite, once. */
export class Welcome {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    // The page of the invite led here.
    this.invited = isInvite(document.referrer);
  }

  /** @param {State} state */
  update(state) {
    const { later, page, router } = this.context;
    const spaceId = router.place.spaceId;
    if (!this.invited || !state.booted || spaceId === null) return;
    this.invited = false;
    const space = state.spaces[spaceId];
    if (!space || page.welcomed.has(spaceId) || !(space.welcome_text || space.rules)) return;
    page.welcomed.add(spaceId);
    later.use("spaceWelcome", (part) => part.openWelcome(space));
  }
}

/** @param {string} address @returns {boolean} */
function isInvite(address) {
  if (!URL.canParse(address)) return false;
  const { origin, pathname } = new URL(address);
  return origin === location.origin && pathname.startsWith("/i/");
}
