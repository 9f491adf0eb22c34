import assert from "node:assert/strict";
import { test } from "node:test";
import { conversationRemoved } from "../../../static/js/store/conversations.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { typingForgotten, typingIn } from "../../../static/js/store/typing.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

const types = (user, active = true, c = "c-1") => ({
  ev: "typing",
  c,
  d: { user_id: user.id, active, expires_in: 6 },
});

function begun() {
  const room = new Room();
  return { room, state: loadSnapshot(ME, room.snapshot()) };
}

test("everybody else who types is named, who began first before the others", () => {
  let { state } = begun();
  for (const user of [TOMASZ, ME, NOOR, TOMASZ]) state = applyEvent(state, types(user));
  assert.deepEqual(typingIn(state, "c-1"), [TOMASZ.id, NOOR.id]);
  assert.deepEqual(typingIn(state, "c-2"), []);
  state = applyEvent(state, types(TOMASZ, false));
  assert.deepEqual(typingIn(state, "c-1"), [NOOR.id]);
});

test("typing ends with the message that was typed, and with nobody else's", () => {
  const { room, state: before } = begun();
  let state = applyEvent(before, types(NOOR));
  state = applyEvent(state, room.send(TOMASZ, "other"));
  assert.deepEqual(typingIn(state, "c-1"), [NOOR.id]);
  state = applyEvent(state, room.send(NOOR, "done"));
  assert.deepEqual(typingIn(state, "c-1"), []);
  assert.deepEqual(state.typing, {});
});

test("saying it again changes nothing, so nothing is drawn again", () => {
  const { state: before } = begun();
  const state = applyEvent(before, types(NOOR));
  assert.equal(applyEvent(state, types(NOOR)), state);
  assert.equal(applyEvent(before, types(NOOR, false)), before);
  assert.equal(typingForgotten(before), before);
});

test("nobody types in a conversation that is unknown or gone", () => {
  const { state: before } = begun();
  assert.equal(applyEvent(before, types(NOOR, true, "c-9")), before);
  const state = conversationRemoved(applyEvent(before, types(NOOR)), "c-1");
  assert.deepEqual(state.typing, {});
});
