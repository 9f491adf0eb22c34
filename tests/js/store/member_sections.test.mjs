import assert from "node:assert/strict";
import { test } from "node:test";
import { spaceFetched } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { memberSections, standsAbove } from "../../../static/js/store/member_sections.js";
import { NO_WINDOWS, windowJoined } from "../../../static/js/store/member_windows.js";
import {
  spaceMembersLoaded,
  spaceMembersRequested,
} from "../../../static/js/store/space_members.js";
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
function windows(members, there, more = {}) {
  const results = members.map((one) =>
    there.includes(one.user.id) ? { ...one, user: { ...one.user, presence: "online" } } : one,
  );
  const { takesNewcomers = false, ...page } = more;
  const counts = { next: null, total: members.length, online: there.length };
  return windowJoined(NO_WINDOWS, { ...counts, results, ...page }, takesNewcomers);
}

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

test("who comes after the list stands where their name puts them", () => {
  const members = [member(user("b")), member(user("e")), member(user("g"), { role_ids: ["Crew"] })];
  const asked = spaceMembersRequested(made(), "s-1");
  const come = (state, id, more) =>
    applyEvent(state, { ev: "space_member.updated", d: member(user(id), more) });
  const came = come(come(asked, "c"), "f", { role_ids: ["Crew"] });
  const list = windows(members, ["b", "e"], { takesNewcomers: true });
  assert.deepEqual(look(came, list), [
    ["Crew", 2, "f g"],
    ["Members online", 2, "b! e!"],
    ["Offline", 1, "c"],
  ]);
  const seen = { user_id: "c", status: "online", last_seen_at: null, custom_status: "" };
  const there = { ...came, presence: { c: seen }, connection: { status: "open", attempts: 0 } };
  assert.deepEqual(look(there, list)[1], ["Members online", 3, "b! c! e!"]);
  const gone = applyEvent(there, {
    ev: "space_member.removed",
    d: { space_id: "s-1", user_id: "c", reason: "left" },
  });
  assert.deepEqual(look(gone, list)[1], ["Members online", 2, "b! e!"]);
});

test("who is not there comes into a list with its windows, and into a found one not at all", () => {
  const came = spaceMembersLoaded(made(), "s-1", [member(user("b"))]);
  const members = [member(user("a"))];
  const more = { next: "more", total: 900, online: 40, takesNewcomers: true };
  assert.deepEqual(look(came, windows(members, ["a"], more))[0], ["Members online", 40, "a!"]);
  const found = windows(members, ["a"]);
  assert.deepEqual(look(came, found), [["Members online", 1, "a!"]]);
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
