import assert from "node:assert/strict";
import { test } from "node:test";
import { spaceFetched, syncLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import {
  memberOf,
  seersMark,
  spaceMembersLoaded,
  spaceMembersRequested,
  standingOf,
  unknownSpeakers,
} from "../../../static/js/store/space_members.js";
import { spaceRemoved } from "../../../static/js/store/spaces.js";
import { initialState } from "../../../static/js/store/state.js";
import { ME, NOOR, TOMASZ } from "../server.mjs";
import { channel, EVERYONE, member, role, space } from "../space.mjs";

const STEWARD = role("Steward", 3, { shown_apart: true });
const BLUE = role("Blue", 2, { colour: "p5" });
const HIGH = role("High", 4);

function made(...members) {
  const roles = [HIGH, STEWARD, BLUE, EVERYONE];
  const state = spaceFetched(initialState(ME), space({ roles, channels: [channel("a")] }));
  return spaceMembersLoaded(spaceMembersRequested(state, "s-1"), "s-1", members);
}

const standing = (state, user) => standingOf(state, "s-1", user.id, () => "p1");

test("a name has the colour of the highest role that has one, and the highest that is shown apart", () => {
  const state = made(member(NOOR, { role_ids: ["Blue", "Steward", "High"] }));
  assert.deepEqual(standing(state, NOOR), { name: "Noor Haddad", colour: "p5", tag: "Steward" });
});

test("in a role without a colour that is shown apart everyone keeps their own", () => {
  const state = made(
    member(NOOR, { role_ids: ["Steward"], nickname: "Captain" }),
    member(TOMASZ, { role_ids: ["High"] }),
  );
  assert.deepEqual(standing(state, NOOR), { name: "Captain", colour: "p1", tag: "Steward" });
  assert.deepEqual(standing(state, TOMASZ), { name: "Tomasz Kowal", colour: "", tag: "" });
});

test("who is no member any more keeps their name and has no role", () => {
  const state = made(member(NOOR, { role_ids: ["Steward"] }));
  const d = { space_id: "s-1", user_id: NOOR.id, reason: "left", members_count: 2 };
  const left = applyEvent(state, { ev: "space_member.removed", d });
  assert.deepEqual(standing(left, NOOR), { name: "Noor Haddad", colour: "", tag: "" });
  assert.equal(left.spaces["s-1"].members_count, 2);
});

test("members are kept of the spaces that were opened, and counted in all", () => {
  const closed = spaceFetched(initialState(ME), space());
  const frame = { ev: "space_member.updated", d: { ...member(TOMASZ), members_count: 9 } };
  const heard = applyEvent(closed, frame);
  assert.deepEqual([heard.spaceMembers, heard.spaces["s-1"].members_count], [{}, 9]);
  const open = applyEvent(made(), frame);
  assert.equal(open.spaceMembers["s-1"][TOMASZ.id].user.username, "tomasz");
  assert.ok(!("members_count" in open.spaceMembers["s-1"][TOMASZ.id]));
});

test("those who speak are looked up once, and the reader with them", () => {
  const message = (seq, user) => ({ seq, sender_id: user?.id ?? null });
  const timeline = { messages: [message(1, NOOR), message(2, TOMASZ), message(3, null)] };
  const state = { ...made(member(NOOR)), timelines: { a: timeline } };
  assert.deepEqual(unknownSpeakers(state, "s-1", "a"), [TOMASZ.id, ME.id]);
  const known = spaceMembersLoaded(state, "s-1", [member(ME)], [TOMASZ.id]);
  assert.deepEqual(unknownSpeakers(known, "s-1", "a"), []);
});

const SYNC = { account: {}, conversations: [], removed: [], changes: {}, has_more: false };
const caughtUp = (state) => syncLoaded(state, { ...SYNC, account_cursor: "2" });

test("after an absence members are asked for again, and look as they did until they came", () => {
  const timeline = { messages: [{ seq: 1, sender_id: NOOR.id }] };
  const captain = member(NOOR, { nickname: "Captain", role_ids: ["Blue"] });
  const before = { ...made(captain, member(ME)), timelines: { a: timeline } };
  const back = spaceMembersRequested(caughtUp(before), "s-1");
  assert.deepEqual(back.spaceMembers, { "s-1": {} });
  assert.deepEqual(unknownSpeakers(back, "s-1", "a"), [NOOR.id, ME.id]);
  assert.deepEqual(standing(back, NOOR), { name: "Captain", colour: "p5", tag: "" });
  const fresh = spaceMembersLoaded(back, "s-1", [member(NOOR)]);
  assert.deepEqual(standing(fresh, NOOR), { name: "Noor Haddad", colour: "", tag: "" });
  const gone = spaceMembersLoaded(back, "s-1", [], [NOOR.id]);
  assert.deepEqual([memberOf(gone, "s-1", NOOR.id), standing(gone, NOOR).colour], [null, ""]);
});

test("an answer from before an absence says nothing", () => {
  const asked = made();
  const back = spaceMembersRequested(caughtUp(asked), "s-1");
  assert.equal(spaceMembersLoaded(back, "s-1", [member(NOOR)], [], asked), back);
});

test("what events said while an answer was on its way is newer than the answer", () => {
  const asked = made(member(NOOR), member(TOMASZ));
  const removed = { space_id: "s-1", user_id: NOOR.id, reason: "left", members_count: 2 };
  const updated = member(TOMASZ, { nickname: "Tom" });
  let state = applyEvent(asked, { ev: "space_member.removed", d: removed });
  state = applyEvent(state, { ev: "space_member.updated", d: updated });
  const late = spaceMembersLoaded(state, "s-1", [member(NOOR), member(TOMASZ)], [], asked);
  assert.equal(late.spaceMembers["s-1"][NOOR.id], null);
  assert.equal(late.spaceMembers["s-1"][TOMASZ.id].nickname, "Tom");
});

test("a space that was left does not come back with its members", () => {
  const left = spaceRemoved(made(member(NOOR)), "s-1");
  assert.equal(spaceMembersLoaded(left, "s-1", [member(NOOR)]), left);
  assert.equal(spaceMembersRequested(left, "s-1"), left);
  assert.deepEqual([left.formerMembers, left.membersHeard], [{}, {}]);
});

test("who sees a private channel is asked for anew with every change of members, or of rules", () => {
  const known = spaceFetched(
    initialState(ME),
    space({ channels: [channel("a"), channel("b")], private_channel_ids: ["b"] }),
  );
  const marks = (state) => ["a", "b"].map((id) => seersMark(state, channel(id)));
  const heard = applyEvent(known, { ev: "space_member.updated", d: member(TOMASZ) });
  const ruled = { ...known, spaces: { "s-1": { ...known.spaces["s-1"], structure: "two" } } };
  for (const other of [heard, ruled]) {
    assert.equal(marks(other)[0], marks(known)[0]);
    assert.notEqual(marks(other)[1], marks(known)[1]);
  }
  const back = marks(caughtUp(known));
  assert.ok(back.every((mark, index) => mark !== marks(known)[index]));
});
