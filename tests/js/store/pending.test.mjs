import assert from "node:assert/strict";
import { test } from "node:test";
import { changesLoaded, windowArrived } from "../../../static/js/store/catchup.js";
import { unreadCount } from "../../../static/js/store/conversations.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import {
  sendAcked,
  sendDiscarded,
  sendFailed,
  sendRetried,
  sendStarted,
} from "../../../static/js/store/pending.js";
import { timelineRows } from "../../../static/js/store/timeline_rows.js";
import { pageRequested } from "../../../static/js/store/timelines.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

const PENDING = {
  client_id: "k-own",
  conversation_id: "c-1",
  body: "hello",
  reply: null,
  created_at: "2026-11-20T10:00:00.000Z",
  state: "pending",
};

const day = (iso) => iso.slice(0, 10);
const rows = (state) =>
  timelineRows(state, "c-1", null, day).filter((row) => row.kind === "message");
const bodies = (state) => rows(state).map((row) => row.message?.body ?? row.pending?.body);

function begun() {
  const room = new Room({ type: "DM", members: [ME, NOOR] });
  room.send(NOOR, "one");
  const state = sendStarted(loadSnapshot(ME, room.snapshot()), PENDING);
  return { room, state };
}

test("a send is shown at once and once, whichever of ack and event comes first", () => {
  for (const order of ["ack event", "event ack", "ack ack event", "event event ack"]) {
    const { room, state: before } = begun();
    const event = room.send(ME, "hello", { client_id: "k-own" });
    const ack = room.personal(room.messages[1]);
    let state = before;
    assert.deepEqual(bodies(state), ["one", "hello"]);
    const key = rows(state)[1].key;
    for (const step of order.split(" ")) {
      state = step === "ack" ? sendAcked(state, ack) : applyEvent(state, event);
      assert.deepEqual(bodies(state), ["one", "hello"], order);
      assert.equal(rows(state)[1].key, key, "the bubble keeps its key");
    }
    assert.deepEqual(state.pending, {});
    assert.equal(rows(state)[1].status, "sent");
  }
});

test("an ack that overtakes others keeps the message in view while the hole is filled", () => {
  const { room, state: before } = begun();
  const missed = room.send(NOOR, "two");
  const event = room.send(ME, "hello", { client_id: "k-own" });
  let state = sendAcked(before, room.personal(room.messages[2]));
  assert.deepEqual(bodies(state), ["one", "hello"]);
  assert.equal(rows(state)[1].status, "sent");
  state = applyEvent(state, event);
  assert.equal(state.stale["c-1"], "gap");
  assert.deepEqual(bodies(state), ["one", "hello"]);
  state = applyEvent(state, missed);
  assert.deepEqual(bodies(state), ["one", "two", "hello"]);
  assert.deepEqual(state.pending, {});
});

test("catch-up settles a send whose answer was lost", () => {
  const { room, state: before } = begun();
  room.send(ME, "hello", { client_id: "k-own" });
  const caughtUp = changesLoaded(before, "c-1", room.changes(before.cursors["c-1"]));
  assert.deepEqual(bodies(caughtUp), ["one", "hello"]);
  assert.deepEqual(caughtUp.pending, {});
  const reloaded = windowArrived(pageRequested(before, "c-1"), "c-1", room.page());
  assert.deepEqual(bodies(reloaded), ["one", "hello"]);
  assert.deepEqual(reloaded.pending, {});
});

test("another person's message with the same client id settles nothing", () => {
  const { room, state: before } = begun();
  const state = applyEvent(before, room.send(NOOR, "mine?", { client_id: "k-own" }));
  assert.deepEqual(bodies(state), ["one", "mine?", "hello"]);
});

test("a failed send waits for retry or deletion, under the same client id", () => {
  const { room, state: before } = begun();
  const failed = sendFailed(before, "k-own", "No.");
  assert.equal(rows(failed)[1].status, "failed");
  assert.equal(failed.pending["k-own"].reason, "No.");
  assert.deepEqual(bodies(sendDiscarded(failed, "k-own")), ["one"]);
  const retried = sendRetried(failed, "k-own");
  assert.equal(retried.pending["k-own"].state, "pending");
  assert.equal("reason" in retried.pending["k-own"], false);
  room.send(ME, "hello", { client_id: "k-own" });
  const done = sendAcked(retried, room.personal(room.messages[1]));
  assert.equal(sendFailed(done, "k-own", "late"), done);
});

test("what waits from an earlier day begins that day no second time", () => {
  const { room, state } = begun();
  const yesterday = { ...PENDING, created_at: "2026-11-19T10:00:00.000Z" };
  const days = timelineRows(sendStarted(state, yesterday), "c-1", null, day).filter(
    (row) => row.kind === "day",
  );
  assert.deepEqual(
    days.map(({ key }) => key),
    [`day ${room.messages[0].created_at.slice(0, 10)}`],
  );
});

test("an own send counts as having read everything before it", () => {
  const { room, state: before } = begun();
  assert.equal(unreadCount(before.conversations["c-1"]), 1);
  const state = applyEvent(before, room.send(ME, "hello", { client_id: "k-own" }));
  assert.equal(unreadCount(state.conversations["c-1"]), 0);
});

test("ticks follow the other's watermarks", () => {
  const { room, state: before } = begun();
  let state = applyEvent(before, room.send(ME, "hello", { client_id: "k-own" }));
  const receipt = { user_id: NOOR.id, delivered_seq: 2, read_seq: 1, at: "" };
  state = applyEvent(state, { ev: "receipt.updated", c: "c-1", d: receipt });
  assert.equal(rows(state)[1].status, "delivered");
  state = applyEvent(state, { ev: "receipt.updated", c: "c-1", d: { ...receipt, read_seq: 2 } });
  assert.equal(rows(state)[1].status, "read");
  state = applyEvent(state, { ev: "receipt.updated", c: "c-1", d: { ...receipt, read_seq: 0 } });
  assert.equal(rows(state)[1].status, "read");
});
