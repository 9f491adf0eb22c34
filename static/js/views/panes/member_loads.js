/** @import {Conversation, State} from "../../types.js" */
/** @import {MemberWindows} from "../../store/member_windows.js" */
import { ApiError, explain } from "../../api/errors.js";
import { someTimeWithin, spreadOf, waitAfter } from "../../realtime/patience.js";
import { NO_WINDOWS, windowJoined } from "../../store/member_windows.js";
import { seersMark, spaceMembersLoaded, spaceMembersRequested } from "../../store/space_members.js";
import { isPrivate } from "../../store/space_rooms.js";

const WINDOW = 100;
/** A list that is loaded anew keeps its length, so that nothing jumps; within reason. */
const ANEW_AT_MOST = 1000;
/** So long the server remembers who of a space is there: asked sooner, it might tell the same. */
const REMEMBERED_MS = 5_500;
/** What was refused for another cause than time is hardly given sooner. */
const REFUSED_MS = 60_000;

/** Loads those who may see a channel, window by window, and anew once they may be out of date. */
export class MemberLoads {
  /**
   * @param {import("../context.js").Context} context
   * @param {Object} callbacks
   * @param {() => void} callbacks.onChange other people, or another problem
   * @param {() => boolean} callbacks.isShown nobody else needs them
   */
  constructor(context, { onChange, isShown }) {
    this.context = context;
    this.onChange = onChange;
    this.isShown = isShown;
    /** @type {MemberWindows} */
    this.windows = NO_WINDOWS;
    /** Why the last ones did not come, for a person to read. */
    this.problem = "";
    /** @type {Conversation | null} */
    this.channel = null;
    this.wanted = "";
    /** Of which channel, and which words, the windows are. */
    this.about = "";
    /** What they follow from, and when the page had caught up last. */
    this.mark = "";
    this.catchUps = 0;
    this.asked = 0;
    this.isLoading = false;
    this.failures = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} until what failed is asked for again */
    this.rest = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} until what is out of date is */
    this.turn = undefined;
  }

  /**
   * Those of a channel who hold these words in their names. Until they came, those of the last
   * channel of its space stay: they are mostly the same.
   * @param {Conversation} channel
   * @param {string} wanted
   */
  find(channel, wanted) {
    if (channel.space_id !== this.channel?.space_id) this.windows = NO_WINDOWS;
    this.channel = channel;
    this.wanted = wanted;
    this.#anew();
  }

  /** What follows those that are here. */
  more() {
    const isBusy = this.isLoading || this.rest !== undefined;
    if (!isBusy && this.windows.next !== null) this.#load(this.windows);
  }

  /** @param {State} state in which they may be out of date */
  look(state) {
    const { channel } = this;
    if (!channel) return;
    const mark = seersMark(state, channel);
    if (mark === this.mark) return;
    // Catching up is spread already; what changed for all is asked for by each in their turn.
    if (state.catchUps !== this.catchUps) this.#anew();
    else {
      const members = state.spaces[channel.space_id ?? ""]?.members_count ?? 0;
      const wait = REMEMBERED_MS + someTimeWithin(spreadOf(members));
      this.turn ??= setTimeout(() => this.#again(mark), wait);
    }
  }

  #anew() {
    clearTimeout(this.rest);
    clearTimeout(this.turn);
    this.rest = undefined;
    this.turn = undefined;
    this.#load(NO_WINDOWS);
  }

  /**
   * In a pane that was closed meanwhile they are asked for when it opens.
   * @param {string} mark that led here: what changed after it has a turn of its own
   */
  #again(mark) {
    this.turn = undefined;
    if (!this.isShown()) return;
    this.#anew();
    this.mark = mark;
  }

  /** @param {MemberWindows} before none: all anew */
  async #load(before) {
    const { channel, wanted } = this;
    const { api, store } = this.context;
    const spaceId = channel?.space_id;
    if (!channel || !spaceId) return;
    this.asked += 1;
    const asked = this.asked;
    this.isLoading = true;
    const isAnew = before === NO_WINDOWS;
    const about = `${channel.id} ${wanted}`;
    if (isAnew) {
      store.apply(spaceMembersRequested, spaceId);
      this.mark = seersMark(store.state, channel);
      this.catchUps = store.state.catchUps;
    }
    const least = isAnew && about === this.about ? this.windows.members.length : 0;
    const takesNewcomers = !wanted && !isPrivate(store.state.spaces[spaceId], channel.id);
    try {
      let windows = before;
      do {
        const known = store.state;
        const where = { cursor: windows.next, limit: WINDOW, q: wanted || null };
        const page = await api.spaces.membersOf(channel, where);
        if (asked !== this.asked) return;
        windows = windowJoined(windows, page, takesNewcomers);
        store.apply(spaceMembersLoaded, spaceId, page.results, [], known);
      } while (windows.next !== null && windows.members.length < Math.min(least, ANEW_AT_MOST));
      Object.assign(this, { windows, about, problem: "", failures: 0 });
    } catch (error) {
      if (asked !== this.asked) return;
      // Those of another channel, or found by other words, would pass for these.
      if (about !== this.about) Object.assign(this, { windows: NO_WINDOWS, about });
      this.#failed(error, isAnew);
    }
    this.isLoading = false;
    this.onChange();
  }

  /**
   * What failed is not asked for again at once: whoever draws the list's end would, for ever.
   * @param {unknown} error
   * @param {boolean} isAnew
   */
  #failed(error, isAnew) {
    this.problem = explain(error);
    this.failures += 1;
    const isFinal = error instanceof ApiError && !error.isPassing;
    const again = () => {
      this.rest = undefined;
      if (!this.isShown()) return;
      if (isAnew) this.#load(NO_WINDOWS);
      else this.onChange();
    };
    this.rest = setTimeout(again, isFinal ? REFUSED_MS : waitAfter(error, this.failures));
  }
}
