import assert from "node:assert/strict";
import { test } from "node:test";
import { changesLoaded, conversationFetched } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { readHere } from "../../../static/js/store/receipts.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

/** Three messages are there, all read; only the last two are on the page. */
function begun() {
  const room = new Room();
  for (let n = 1; n <= 3; n += 1) room.send(NOOR, `text ${n}`);
  room.readTo(ME, 3);
  return { room, state: loadSnapshot(ME, room.snapshot({ limit: 2 })) };
}

/** A message of somebody that mentions us. */
function call(room, sender = NOOR) {
  const frame = room.send(sender, "@mika");
  frame.d.mentions = [ME.id];
  room.messages.at(-1).mentions = [ME.id];
  return frame;
}

/** What the server says when we have read, as its number stood at `rev`. */
function told({ id, rev }, mention_count, last_read_seq, as_of_rev = rev) {
  return { ev: "conversation.updated", c: id, d: { id, mention_count, last_read_seq, as_of_rev } };
}

const count = (state) => state.conversations["c-1"].mention_count;
const hear = (state, ...frames) => frames.reduce(applyEvent, state);

test("what others say to us or to all counts, what we say does not", () => {
  const { room, state } = begun();
  const toAll = room.send(NOOR, "@all");
  toAll.d.mentions_all = true;
  const both = call(room);
  both.d.mentions_all = true;
  const next = hear(state, toAll, both, room.send(NOOR, "@noor"));
  assert.equal(count(next), 2);
  assert.equal(count(hear(next, call(room, ME))), 0);
});

test("the same event twice counts once", () => {
  const { room, state } = begun();
  const frame = call(room);
  assert.equal(count(hear(state, frame, frame)), 1);
});

test("an edit or a deletion takes away what it mentioned, and only while it is unread", () => {
  const { room, state } = begun();
  const next = hear(state, call(room), call(room), room.send(NOOR, "Hello"));
  const edited = room.edit(4, "nobody");
  Object.assign(edited.d, { mentions: [], former_mentions: [ME.id], former_mentions_all: false });
  const named = room.edit(6, "@mika");
  Object.assign(named.d, { mentions: [ME.id], former_mentions: [], former_mentions_all: false });
  const gone = room.remove(5);
  Object.assign(gone.d, { mentions: [], former_mentions: [ME.id], former_mentions_all: true });
  assert.equal(count(hear(next, edited)), 1);
  assert.equal(count(hear(next, edited, named)), 2);
  assert.equal(count(hear(next, edited, named, gone)), 1);
  const read = readHere(next, "c-1", 6);
  assert.equal(count(hear(read, edited, named, gone)), 0);
});

test("what an event says of before is not kept in the message", () => {
  const { room, state } = begun();
  const edited = room.edit(3, "nobody");
  Object.assign(edited.d, { former_mentions: [ME.id], former_mentions_all: false });
  const [last] = hear(state, edited).timelines["c-1"].messages.slice(-1);
  assert.equal(last.body, "nobody");
  assert.ok(!("former_mentions" in last) && !("former_mentions_all" in last));
});

test("a reaction or a pin to a message that mentions us counts nothing", () => {
  const { room, state } = begun();
  const next = hear(state, call(room), room.react(NOOR, 4, "👍"), room.pin(NOOR, 4));
  assert.equal(count(next), 1);
});

test("the server's number counts from its rev on, whenever it comes", () => {
  const { room, state } = begun();
  const [first, second, third] = [call(room), call(room), call(room)];
  // We have read the first one when two were there.
  const number = told(room, 1, 4, second.rev);
  for (const order of [
    [number, first, second, third],
    [first, number, second, third],
    [first, second, number, third],
    [first, second, third, number],
  ]) {
    assert.equal(count(hear(state, ...order)), 2);
  }
});

test("an older number does not undo a newer one", () => {
  const { room, state } = begun();
  const frames = [call(room), call(room), call(room)];
  const [older, newer] = [told(room, 2, 4), told(room, 1, 5)];
  assert.equal(count(hear(state, ...frames, newer, older)), 1);
  const row = { ...room.conversation(), mention_count: 3, rev: room.rev - 1 };
  assert.equal(count(conversationFetched(hear(state, ...frames, newer), row)), 1);
});

test("reading shows at once what is left, as far as it is on the page", () => {
  const { room, state } = begun();
  const next = hear(state, call(room), call(room), room.send(NOOR, "Hello"), call(room));
  assert.equal(count(readHere(next, "c-1", 4)), 2);
  assert.equal(count(readHere(next, "c-1", 6)), 1);
  assert.equal(count(readHere(next, "c-1", 7)), 0);
});

test("changes bring the server's number", () => {
  const { room, state } = begun();
  const since = state.cursors["c-1"];
  const lost = [call(room), call(room)];
  const answer = room.changes(since);
  answer.conversation.mention_count = 2;
  const late = call(room);
  const next = changesLoaded(hear(state, late), "c-1", answer);
  assert.equal(count(next), 3);
  assert.equal(count(hear(next, ...lost)), 3);
});
