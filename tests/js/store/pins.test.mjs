import assert from "node:assert/strict";
import { test } from "node:test";
import { changesLoaded, timelineRestarted } from "../../../static/js/store/catchup.js";
import { conversationRemoved } from "../../../static/js/store/conversations.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { messageAnswered } from "../../../static/js/store/pending.js";
import { pinsForgotten, pinsLoaded, pinsRequested } from "../../../static/js/store/pins.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

/** A room of six, of which the second and the fifth are pinned; the page has seen all of it. */
function begun() {
  const room = new Room();
  for (let n = 1; n <= 6; n += 1) room.send(NOOR, `text ${n}`);
  room.pin(NOOR, 5);
  room.pin(NOOR, 2);
  const state = loadSnapshot(ME, { ...room.snapshot({ limit: 3 }), pins: {} });
  return { room, state: pinsLoaded(pinsRequested(state, "c-1"), "c-1", room.pinList()) };
}

const pins = (state) => state.pins["c-1"]?.map(({ seq }) => seq);

test("the newest pin comes first, wherever its message stands", () => {
  const { room, state } = begun();
  assert.deepEqual(pins(state), [2, 5]);
  const more = applyEvent(state, room.pin(ME, 4));
  assert.deepEqual(pins(more), [4, 2, 5]);
  const less = applyEvent(applyEvent(more, room.pin(ME, 2, false)), room.remove(5));
  assert.deepEqual(pins(less), [4]);
});

test("a pinned message shows its present text, and what it replies to as it is now", () => {
  const { room, state } = begun();
  let next = applyEvent(state, room.send(NOOR, "an answer", { reply_to: "m-1" }));
  next = applyEvent(next, room.pin(NOOR, 7));
  next = applyEvent(applyEvent(next, room.edit(7, "a better one")), room.edit(1, "asked anew"));
  assert.equal(next.pins["c-1"][0].body, "a better one");
  assert.equal(next.pins["c-1"][0].reply.excerpt, "asked anew");
  assert.deepEqual(pins(next), [7, 2, 5]);
});

test("a reaction to what is not pinned leaves the pins as they are", () => {
  const { room, state } = begun();
  assert.equal(applyEvent(state, room.react(NOOR, 6, "👍")).pins, state.pins);
});

test("what is pinned or unpinned while the pins are on their way is not lost", () => {
  const { room, state } = begun();
  const before = room.pinList();
  let next = pinsRequested(pinsForgotten(state, "c-1"), "c-1");
  next = applyEvent(applyEvent(next, room.pin(NOOR, 4)), room.pin(NOOR, 5, false));
  assert.equal(pins(next), undefined);
  assert.deepEqual(pins(pinsLoaded(next, "c-1", before)), [4, 2]);
  assert.deepEqual(pins(pinsLoaded(next, "c-1", room.pinList())), [4, 2]);
});

test("an answer that comes after later events undoes none of them", () => {
  const { room, state } = begun();
  room.pin(ME, 4);
  const answer = room.personal(room.messages[3]);
  const late = structuredClone(answer);
  const unpinned = room.pin(NOOR, 4, false);
  const heard = applyEvent(applyEvent(state, room.events.at(-2)), unpinned);
  assert.deepEqual(pins(messageAnswered(heard, late)), [2, 5]);
  assert.deepEqual(pins(messageAnswered(state, late)), [4, 2, 5]);
});

test("what was pinned meanwhile comes with the changes", () => {
  const { room, state } = begun();
  room.pin(NOOR, 1);
  room.pin(NOOR, 2, false);
  const next = changesLoaded(state, "c-1", room.changes(state.cursors["c-1"]));
  assert.deepEqual(pins(next), [1, 5]);
});

test("pins that can no longer be followed are forgotten", () => {
  const { state } = begun();
  assert.equal(pins(timelineRestarted(state, "c-1")), undefined);
  assert.equal(pins(conversationRemoved(state, "c-1")), undefined);
  const asked = pinsRequested(pinsForgotten(state, "c-1"), "c-1");
  assert.equal(pins(pinsLoaded(timelineRestarted(asked, "c-1"), "c-1", [])), undefined);
});

test("what is pinned out of sight is asked for: its reader may have deleted it for themselves", () => {
  const { room, state } = begun();
  const before = room.pinList();
  const frame = room.pin(NOOR, 1);
  assert.equal(pins(applyEvent(state, frame)), undefined);
  const asked = pinsRequested(pinsForgotten(state, "c-1"), "c-1");
  const heard = applyEvent(asked, frame);
  assert.deepEqual(pins(pinsLoaded(heard, "c-1", room.pinList())), [1, 2, 5]);
  const late = pinsLoaded(heard, "c-1", before);
  assert.deepEqual([pins(late), late.latePins["c-1"]], [undefined, undefined]);
  // Pinned for others alone, as the answer says: so it stays, whatever else becomes of it.
  const own = pinsLoaded(pinsRequested(late, "c-1"), "c-1", before);
  const next = applyEvent(applyEvent(own, room.react(NOOR, 1, "👍")), room.edit(1, "anew"));
  assert.deepEqual(pins(next), [2, 5]);
});
