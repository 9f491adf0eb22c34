import assert from "node:assert/strict";
import { test } from "node:test";
import { spaceFetched } from "../../../static/js/store/catchup.js";
import { memberSections, standsAbove } from "../../../static/js/store/member_sections.js";
import { spaceMembersLoaded } from "../../../static/js/store/space_members.js";
import { initialState } from "../../../static/js/store/state.js";
import { ME, NOOR, TOMASZ } from "../server.mjs";
import { EVERYONE, member, role, space } from "../space.mjs";

const STEWARDS = role("Stewards", 3, { shown_apart: true });
const CREW = role("Crew", 2, { shown_apart: true });
const QUIET = role("Quiet", 1);
const RANKED = { roles: [STEWARDS, CREW, QUIET, EVERYONE] };

const user = (id) => ({ id, username: id, display_name: id });
const made = (more = {}) => spaceFetched(initialState(ME), space({ ...RANKED, ...more }));
const look = (state, windows) =>
  memberSections(state, state.spaces["s-1"], windows).map(({ title, count, people }) => [
    title,
    count,
    people.map(({ member: one, status }) => `${one.user.id}${status && "!"}`).join(" "),
  ]);
const windows = (members, there, more = {}) => ({
  members,
  statuses: new Map(there.map((id) => [id, "online"])),
  next: null,
  total: members.length,
  online: there.length,
  ...more,
});

test("those of roles that are shown apart stand first, who is there before who is not", () => {
  const members = [
    member(user("a")),
    member(user("b"), { role_ids: ["Crew"] }),
    member(user("c"), { role_ids: ["Stewards", "Crew"] }),
    member(user("d"), { role_ids: ["Quiet"] }),
    member(user("e"), { role_ids: ["Crew"] }),
  ];
  assert.deepEqual(look(made(), windows(members, ["a", "e"])), [
    ["Stewards", 1, "c"],
    ["Crew", 2, "e! b"],
    ["Members online", 1, "a!"],
    ["Offline", 1, "d"],
  ]);
});

test("while more is to come, roles hold who is there, and counts are the server's", () => {
  const members = [
    member(user("c"), { role_ids: ["Crew"] }),
    member(user("a")),
    member(user("z"), { role_ids: ["Crew"] }),
  ];
  const more = { next: "more", total: 900, online: 40 };
  assert.deepEqual(look(made(), windows(members, ["c", "a"], more)), [
    ["Crew", 1, "c!"],
    ["Members online", 39, "a!"],
    ["Offline", 860, "z"],
  ]);
});

test("what is known since the list came counts: other roles, other presence, gone", () => {
  const list = windows([member(user("a")), member(user("b")), member(user("c"))], ["a"]);
  let state = spaceMembersLoaded(made(), "s-1", [member(user("b"), { role_ids: ["Crew"] })], ["c"]);
  const seen = { user_id: "a", status: "offline", last_seen_at: null, custom_status: "" };
  state = { ...state, presence: { a: seen }, connection: { status: "open", attempts: 0 } };
  assert.deepEqual(look(state, list), [
    ["Crew", 1, "b"],
    ["Offline", 1, "a"],
  ]);
});

test("one stands above who has a lower role; nobody above the owner or themselves", () => {
  const state = made({ my_role_ids: ["Crew"], owner_id: NOOR.id });
  const here = state.spaces["s-1"];
  const above = (who, more) => standsAbove(state, here, member(who, more));
  assert.equal(above(TOMASZ, { role_ids: ["Quiet"] }), true);
  assert.equal(above(TOMASZ, { role_ids: ["Crew"] }), false);
  assert.equal(above(NOOR, { is_owner: true }), false);
  assert.equal(above(ME, {}), false);
  const owned = made({ owner_id: ME.id });
  const steward = member(TOMASZ, { role_ids: ["Stewards"] });
  assert.equal(standsAbove(owned, owned.spaces["s-1"], steward), true);
});
