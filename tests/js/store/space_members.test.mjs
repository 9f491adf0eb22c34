import assert from "node:assert/strict";
import { test } from "node:test";
import { spaceFetched } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import {
  spaceMembersLoaded,
  spaceMembersRequested,
  standingOf,
  unknownSpeakers,
} from "../../../static/js/store/space_members.js";
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
