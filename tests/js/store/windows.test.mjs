import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { sendAcked, sendStarted } from "../../../static/js/store/pending.js";
import { pageRequested } from "../../../static/js/store/timelines.js";
import {
  holdsSeq,
  newerLoaded,
  olderLoaded,
  windowLoaded,
  windowTrimmed,
} from "../../../static/js/store/windows.js";
import { loadSnapshot } from "../replay.mjs";
import { live, ME, NOOR, Room, random } from "../server.mjs";

const seqs = (state) => state.timelines["c-1"].messages.map(({ seq }) => seq);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A room of so many messages, and a page that looks at the middle of it. */
function detached(count = 60, around = 30, limit = 10) {
  const room = new Room();
  for (let n = 1; n <= count; n += 1) room.send(NOOR, `text ${n}`);
  room.events.length = 0;
  const { messages: _none, ...snapshot } = room.snapshot();
  const state = pageRequested(loadSnapshot(ME, snapshot), "c-1");
  return { room, state: windowLoaded(state, "c-1", room.around(around, limit)) };
}

test("what happens above a window that ends earlier only raises the last seq", () => {
  const { room, state } = detached();
  assert.equal(state.timelines["c-1"].has_after, true);
  const before = state.timelines["c-1"];
  const next = applyEvent(state, room.send(NOOR, "far above"));
  assert.equal(next.timelines["c-1"], before);
  assert.equal(next.conversations["c-1"].last_seq, 61);
  assert.equal(next.conversations["c-1"].last_message.body, "far above");
  assert.equal(holdsSeq(next, "c-1", 30), true);
  assert.equal(holdsSeq(next, "c-1", 61), false);
});

test("a window grows at both ends until it reaches the beginning and the newest", () => {
  const { room, state } = detached();
  let next = state;
  while (next.timelines["c-1"].has_after) {
    const after = next.timelines["c-1"].to_seq;
    next = newerLoaded(pageRequested(next, "c-1"), "c-1", room.after(after, 20), after);
  }
  while (next.timelines["c-1"].has_before) {
    const before = next.timelines["c-1"].from_seq;
    const page = room.page({ before, limit: 20 });
    next = olderLoaded(pageRequested(next, "c-1"), "c-1", page, before);
  }
  assert.deepEqual(seqs(next), range(1, 60));
  next = applyEvent(next, room.send(NOOR, "at the end"));
  assert.equal(next.timelines["c-1"].to_seq, 61);
});

test("a message that comes while the last newer page is on its way follows it", () => {
  const { room, state } = detached();
  const after = state.timelines["c-1"].to_seq;
  const asked = pageRequested(state, "c-1");
  const page = structuredClone(room.after(after, 100));
  const heard = applyEvent(asked, room.send(NOOR, "meanwhile"));
  const next = newerLoaded(heard, "c-1", page, after);
  assert.deepEqual(seqs(next), range(25, 61));
  assert.equal(next.timelines["c-1"].has_after, false);
  assert.equal(next.timelines["c-1"].loading, false);
});

test("a newer page makes no hole when the window moved while it was on its way", () => {
  const { room, state } = detached();
  const after = state.timelines["c-1"].to_seq;
  const page = structuredClone(room.after(after, 10));
  const moved = windowLoaded(pageRequested(state, "c-1"), "c-1", room.around(10, 10));
  assert.equal(newerLoaded(moved, "c-1", page, after), moved);
});

test("trimming keeps what is around the reader and makes no hole", () => {
  const room = new Room();
  for (let n = 1; n <= 100; n += 1) room.send(NOOR, `text ${n}`);
  const state = loadSnapshot(ME, room.snapshot({ limit: 100 }));
  const middle = windowTrimmed(state, "c-1", 50, 20);
  assert.deepEqual(seqs(middle), range(40, 59));
  assert.deepEqual([middle.timelines["c-1"].from_seq, middle.timelines["c-1"].to_seq], [40, 59]);
  assert.deepEqual(
    [middle.timelines["c-1"].has_before, middle.timelines["c-1"].has_after],
    [true, true],
  );
  const end = windowTrimmed(state, "c-1", 100, 20);
  assert.deepEqual(seqs(end), range(81, 100));
  assert.equal(end.timelines["c-1"].has_after, false);
  const heard = applyEvent(end, room.send(NOOR, "text 101"));
  assert.deepEqual(seqs(heard), range(81, 101));
});

test("a window that ends earlier, and events, hold what the server holds there", () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const next = random(seed);
    const { room, state } = detached(60, 30, 20);
    live(room, next, 60);
    let moved = state;
    for (const frame of structuredClone(room.events)) moved = applyEvent(moved, frame);
    const { from_seq, to_seq, messages } = moved.timelines["c-1"];
    assert.deepEqual([from_seq, to_seq], [20, 39]);
    const truth = room.after(from_seq - 1, 20).results;
    assert.deepEqual(messages, structuredClone(truth), `seed ${seed}`);
    assert.equal(moved.conversations["c-1"].last_seq, room.messages.length);
  }
});

test("an own message sent from an earlier window waits nowhere once it arrived", () => {
  const { room, state } = detached();
  const pending = {
    client_id: "k-own",
    conversation_id: "c-1",
    body: "sent from the past",
    reply: null,
    created_at: "2026-11-20T10:00:00Z",
    state: "pending",
  };
  const frame = room.send(ME, pending.body, { client_id: "k-own" });
  const next = sendAcked(sendStarted(state, pending), frame.d);
  assert.deepEqual(next.pending, {});
  assert.deepEqual(seqs(next), seqs(state));
});
