import assert from "node:assert/strict";
import { test } from "node:test";
import { changesLoaded, syncLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { messageAnswered } from "../../../static/js/store/pending.js";
import { pinsLoaded, pinsRequested } from "../../../static/js/store/pins.js";
import { messagesPurged } from "../../../static/js/store/purges.js";
import { pageRequested, timelineDropped } from "../../../static/js/store/timelines.js";
import { windowLoaded } from "../../../static/js/store/windows.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

/** A room of six; the last replies to the second. */
function begun() {
  const room = new Room();
  for (let n = 1; n <= 5; n += 1) room.send(NOOR, `text ${n}`);
  room.send(NOOR, "an answer", { reply_to: "m-2" });
  return { room, state: loadSnapshot(ME, room.snapshot()) };
}

const seqs = (state) => state.timelines["c-1"].messages.map(({ seq }) => seq);

/** What the server says when these are gone: [from, to], …. */
function purged(room, ...ranges) {
  room.rev += 1;
  const told = ranges.map(([from_seq, to_seq]) => ({ from_seq, to_seq }));
  return { ev: "messages.purged", c: "c-1", rev: room.rev, d: { ranges: told } };
}

test("what is purged is gone from the timeline and from quotes, and leaves no hole", () => {
  const { room, state } = begun();
  const next = applyEvent(state, purged(room, [1, 3]));
  assert.deepEqual(seqs(next), [4, 5, 6]);
  assert.equal(next.timelines["c-1"].messages.at(-1).reply, null);
  assert.equal(next.cursors["c-1"], room.rev);
  const more = applyEvent(next, room.send(NOOR, "goes on"));
  assert.equal(more.timelines["c-1"].to_seq, 7);
});

test("where the last messages went the one before them is the last, and later ones follow", () => {
  const { room, state } = begun();
  let next = applyEvent(state, purged(room, [5, 6]));
  assert.equal(next.conversations["c-1"].last_message.seq, 4);
  assert.equal(next.missing["c-1"], undefined);
  next = applyEvent(next, room.send(NOOR, "goes on"));
  assert.deepEqual(seqs(next), [1, 2, 3, 4, 7]);
  assert.equal(next.timelines["c-1"].to_seq, 7);
  assert.equal(next.conversations["c-1"].last_message.body, "goes on");
});

test("what is left is asked for where the page does not hold it", () => {
  const { room, state } = begun();
  const next = applyEvent(timelineDropped(state, "c-1"), purged(room, [6, 6]));
  assert.equal(next.conversations["c-1"].last_message, null);
  assert.equal(next.missing["c-1"], true);
});

test("a page whose last messages were purged is complete all the same", () => {
  const { room, state } = begun();
  const page = { ...room.page(), last_seq: 6 };
  page.results = page.results.slice(0, 4);
  const asked = pageRequested(timelineDropped(state, "c-1"), "c-1");
  const next = applyEvent(windowLoaded(asked, "c-1", page), room.send(NOOR, "goes on"));
  assert.equal(next.timelines["c-1"].to_seq, 7);
});

test("what is purged while a page is on its way is not in it", () => {
  const { room, state } = begun();
  const page = room.page();
  const asked = pageRequested(timelineDropped(state, "c-1"), "c-1");
  const next = windowLoaded(applyEvent(asked, purged(room, [2, 4])), "c-1", page);
  assert.deepEqual(seqs(next), [1, 5, 6]);
});

test("who had read what stood before has nothing unread of what went", () => {
  const { room, state } = begun();
  const { conversations } = state;
  const base = { ...conversations["c-1"], last_read_seq: 3 };
  const from = { ...state, conversations: { ...conversations, "c-1": base } };
  const read = (ranges) => messagesPurged(from, "c-1", ranges).conversations["c-1"].last_read_seq;
  assert.equal(read([{ from_seq: 4, to_seq: 5 }]), 5);
  assert.equal(read([{ from_seq: 5, to_seq: 6 }]), 3);
  assert.equal(read([{ from_seq: 1, to_seq: 6 }]), 6);
  assert.equal(room.rev > 0, true);
});

test("what is deleted for oneself stays so, whatever happens to it for others", () => {
  const { room, state } = begun();
  const d = { message_id: "m-6", seq: 6 };
  let next = applyEvent(state, { ev: "message.hidden", c: "c-1", d });
  const last = () => next.timelines["c-1"].messages.at(-1);
  assert.deepEqual([last().hidden, last().deleted, last().body], [true, true, ""]);
  assert.equal(next.conversations["c-1"].last_message.body, "");
  next = applyEvent(next, room.react(NOOR, 6, "👍"));
  next = applyEvent(next, room.edit(6, "said anew"));
  assert.deepEqual([last().hidden, last().body, last().reactions], [true, "", []]);
  // REST says how it is for the reader.
  next = messageAnswered(next, { ...room.personal(room.messages[5]), hidden: false });
  assert.equal(last().body, "said anew");
});

test("what another device hid while this one was away is hidden here, and in quotes", () => {
  const { room, state } = begun();
  const told = [{ message_id: "m-2", seq: 2 }];
  const bySync = syncLoaded(state, {
    account_cursor: "later",
    account: { hidden: [{ ...told[0], conversation_id: "c-1" }] },
    conversations: [],
    removed: [],
    changes: {},
    has_more: false,
  });
  const byChanges = changesLoaded(state, "c-1", { ...room.changes(room.rev), hidden: told });
  for (const next of [bySync, byChanges]) {
    const [hidden, answer] = [1, 5].map((place) => next.timelines["c-1"].messages[place]);
    assert.deepEqual([hidden.hidden, hidden.body], [true, ""]);
    assert.deepEqual([answer.reply.excerpt, answer.reply.deleted], ["", true]);
    assert.equal(next.conversations["c-1"].last_message.reply.excerpt, "");
  }
  // Nor is it read in what is said later, or among what is pinned for others.
  let next = pinsLoaded(pinsRequested(byChanges, "c-1"), "c-1", []);
  next = applyEvent(next, room.send(NOOR, "another answer", { reply_to: "m-2" }));
  next = applyEvent(next, room.pin(NOOR, 2));
  next = applyEvent(next, room.pin(NOOR, 7));
  assert.equal(next.timelines["c-1"].messages[6].reply.excerpt, "");
  assert.deepEqual(
    next.pins["c-1"].map(({ id, reply }) => [id, reply.excerpt]),
    [["m-7", ""]],
  );
});

test("where more was hidden than is told all that is held is loaded anew, and the rows with it", () => {
  const { room, state } = begun();
  const open = pinsLoaded(pinsRequested({ ...state, accountCursor: "1" }, "c-1"), "c-1", []);
  const account = { hidden: [], hidden_reset: true };
  const rest = { conversations: [], removed: [], changes: {}, has_more: false };
  const next = syncLoaded(open, { ...rest, account_cursor: "2", account });
  assert.deepEqual([next.timelines, next.pins, next.members], [{}, {}, {}]);
  assert.equal(next.cursors["c-1"], room.rev);
  // A row shows a last message, too: asked from the beginning, the server tells all of them.
  assert.deepEqual([next.accountCursor, next.resync], [null, true]);
  const rows = [{ ...room.conversation(), last_message: null }];
  const again = { ...rest, account_cursor: "3", account: {}, conversations: rows };
  const after = syncLoaded(next, again);
  assert.deepEqual([after.accountCursor, after.resync], ["3", false]);
  assert.equal(after.conversations["c-1"].last_message, null);
  // Who asks from the beginning keeps nothing yet.
  const first = syncLoaded(state, { ...rest, account_cursor: "2", account });
  assert.deepEqual([first.accountCursor, first.resync], ["2", false]);
});

test("where more was hidden in a conversation than is told it is loaded anew", () => {
  const { room, state } = begun();
  const open = pinsLoaded(pinsRequested(state, "c-1"), "c-1", []);
  const { conversation, ...rest } = { ...room.changes(room.rev), reset: true };
  for (const told of [rest, { ...rest, conversation }]) {
    const next = changesLoaded(open, "c-1", told);
    assert.deepEqual([next.timelines, next.pins, next.members], [{}, {}, {}]);
    assert.equal(next.missing["c-1"] ?? next.cursors["c-1"] === room.rev, true);
  }
});
