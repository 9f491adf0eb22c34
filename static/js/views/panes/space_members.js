/** @import {Conversation, Space, State} from "../../types.js" */
/** @import {MemberSection} from "../../store/member_sections.js" */
import { element, setText } from "../../lib/dom.js";
import { memberSections } from "../../store/member_sections.js";
import { MemberLoads } from "./member_loads.js";
import { MemberSearch, nobodyCalled } from "./member_search.js";
import { SpaceMemberList } from "./space_member_list.js";

const SETTLE_MS = 250;

/** Who may see a channel: all of them, or those who are searched for. */
export class SpaceMembersContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.search = new MemberSearch(() => this.#typed());
    this.loads = new MemberLoads(context, {
      onChange: () => this.update(context.store.state),
      isShown: () => this.list.isShown,
    });
    this.list = new SpaceMemberList(context, () => this.loads.more());
    this.status = element("p", { class: "help", role: "status" });
    this.element = element(
      "div",
      { class: "space-members-pane" },
      this.search.input,
      this.list.element,
      this.status,
    );
    this.timer = 0;
    /** @type {Conversation | null} */
    this.channel = null;
    /** @type {unknown[]} what the sections were made from */
    this.madeFrom = [];
    /** @type {MemberSection[]} */
    this.sections = [];
  }

  title() {
    return "Members";
  }

  /** @param {Conversation} channel */
  open(channel) {
    this.list.lieIn(this.element.parentElement);
    this.channel = channel;
    this.search.clear();
    clearTimeout(this.timer);
    this.loads.find(channel, "");
  }

  /** @param {State} state */
  update(state) {
    const space = state.spaces[this.channel?.space_id ?? ""];
    if (!space || !this.channel) return;
    this.loads.look(state);
    const { about, problem, windows } = this.loads;
    const wanted = this.search.wanted;
    const none = windows.members.length === 0 && wanted && about.endsWith(` ${wanted}`);
    setText(this.status, problem || (none ? nobodyCalled(wanted) : ""));
    this.list.show(space, this.channel, this.#sections(state, space));
  }

  /**
   * Made anew where something changed from which they follow: not with every letter somebody types.
   * @param {State} state
   * @param {Space} space
   */
  #sections(state, space) {
    const { windows } = this.loads;
    const from = [space, windows, state.spaceMembers[space.id], state.presence, state.connection];
    if (from.some((one, index) => one !== this.madeFrom[index])) {
      this.madeFrom = from;
      this.sections = memberSections(state, space, windows);
    }
    return this.sections;
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = Number(
      setTimeout(() => {
        if (this.channel) this.loads.find(this.channel, this.search.wanted);
      }, SETTLE_MS),
    );
  }
}
