import assert from "node:assert/strict";
import { test } from "node:test";
import {
  conversationFetched,
  syncLoaded,
  timelineRestarted,
} from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { membersLoaded, membersRequested } from "../../../static/js/store/members.js";
import { cutQuotesAt, quoteOf } from "../../../static/js/store/messages.js";
import { readHere } from "../../../static/js/store/receipts.js";
import { pageRequested } from "../../../static/js/store/timelines.js";
import { olderLoaded, windowLoaded } from "../../../static/js/store/windows.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

function opened(messages = 3) {
  const room = new Room();
  for (let n = 1; n <= messages; n += 1) room.send(NOOR, `text ${n}`);
  return { room, state: loadSnapshot(ME, room.snapshot()) };
}

test("an unknown numbered event is counted and changes nothing else", () => {
  const { room, state: before } = opened();
  room.rev += 1;
  const state = applyEvent(before, { ev: "message.sparkled", c: "c-1", rev: room.rev, d: {} });
  assert.equal(state.cursors["c-1"], room.rev);
  assert.deepEqual(state.timelines, before.timelines);
});

test("my reaction is mine in every tab, and another's leaves mine alone", () => {
  const { room, state: before } = opened();
  let state = applyEvent(before, room.react(ME, 1, "👍"));
  assert.deepEqual(state.timelines["c-1"].messages[0].reactions, [
    { emoji: "👍", count: 1, me: true },
  ]);
  state = applyEvent(state, room.react(NOOR, 1, "👍"));
  assert.deepEqual(state.timelines["c-1"].messages[0].reactions, [
    { emoji: "👍", count: 2, me: true },
  ]);
  state = applyEvent(state, room.edit(1, "other text"));
  assert.equal(state.timelines["c-1"].messages[0].reactions[0].me, true);
  state = applyEvent(state, room.react(ME, 1, "👍", false));
  assert.equal(state.timelines["c-1"].messages[0].reactions[0].me, false);
});

test("a change that comes while an older page is on its way is not lost", () => {
  const room = new Room();
  for (let n = 1; n <= 20; n += 1) room.send(NOOR, `text ${n}`);
  let state = pageRequested(loadSnapshot(ME, room.snapshot({ limit: 5 })), "c-1");
  const page = structuredClone(room.page({ before: 16, limit: 50 }));
  state = applyEvent(state, room.edit(3, "changed meanwhile"));
  state = applyEvent(state, room.send(NOOR, "new meanwhile"));
  state = olderLoaded(state, "c-1", page, 16);
  const bodies = state.timelines["c-1"].messages.map(({ body }) => body);
  assert.equal(bodies.length, 21);
  assert.equal(bodies[2], "changed meanwhile");
  assert.equal(bodies[20], "new meanwhile");
});

test("an older page makes no hole when the timeline began anew while it was on its way", () => {
  const room = new Room();
  for (let n = 1; n <= 20; n += 1) room.send(NOOR, `text ${n}`);
  const state = pageRequested(loadSnapshot(ME, room.snapshot({ limit: 5 })), "c-1");
  const page = structuredClone(room.page({ before: 16, limit: 5 }));
  for (let n = 21; n <= 40; n += 1) room.send(NOOR, `text ${n}`);
  const restarted = pageRequested(timelineRestarted(state, "c-1"), "c-1");
  const anew = windowLoaded(restarted, "c-1", room.page({ limit: 5 }));
  assert.equal(olderLoaded(anew, "c-1", page, 16), anew);
});

test("what was on its way when we were removed does not come back", () => {
  const room = new Room();
  room.send(NOOR, "text");
  const asked = membersRequested(
    pageRequested(loadSnapshot(ME, { conversations: [room.conversation()] }), "c-1"),
    "c-1",
  );
  const d = { conversation_id: "c-1", reason: "removed" };
  const gone = applyEvent(asked, { ev: "conversation.removed", c: "c-1", d });
  assert.equal(windowLoaded(gone, "c-1", room.page()), gone);
  assert.equal(membersLoaded(gone, "c-1", room.memberList()), gone);
});

test("a resync of one chat asks for its changes, or for the chat where it is unknown", () => {
  const { state } = opened();
  const frame = { ev: "resync", d: { reason: "gap", conversation_id: "c-1" } };
  assert.equal(applyEvent(state, frame).stale["c-1"], "told");
  const unknown = applyEvent(loadSnapshot(ME, {}), frame);
  assert.deepEqual(unknown.stale, {});
  assert.deepEqual(unknown.missing, { "c-1": true });
});

test("a row that is ahead of its loaded timeline asks for what lies between", () => {
  const { room, state } = opened();
  room.send(NOOR, "missed");
  const ahead = conversationFetched(state, structuredClone(room.conversation()));
  assert.equal(ahead.stale["c-1"], "gap");
});

test("what one may do in a chat that is opened again is not taken from before it was", () => {
  const { room, state } = opened();
  const before = structuredClone(room.conversation());
  const archive = (/** @type {string | null} */ archived_at) => {
    room.rev += 1;
    const d = { ...structuredClone(room.conversation()), archived_at };
    return { ev: "conversation.updated", c: "c-1", rev: room.rev, d };
  };
  const closed = applyEvent(state, archive("2026-11-20T09:00:00.000Z"));
  const whileClosed = { ...before, rev: room.rev, permissions: ["view"] };
  const open = applyEvent(closed, archive(null));
  const late = conversationFetched(open, whileClosed);
  assert.deepEqual(late.conversations["c-1"].permissions, before.permissions);
  assert.equal(late.missing["c-1"], room.rev);
  const asked = conversationFetched(late, { ...before, rev: room.rev });
  assert.deepEqual(asked.missing, {});
});

test("an event of an unknown conversation asks for it and is applied after it came", () => {
  const room = new Room();
  const me = loadSnapshot(ME, { conversations: [] });
  const early = structuredClone(room.conversation());
  let state = applyEvent(me, room.send(NOOR, "hello"));
  assert.deepEqual(state.missing, { "c-1": true });
  state = conversationFetched(state, early);
  assert.deepEqual(state.missing, {});
  assert.equal(state.conversations["c-1"].last_message.body, "hello");
  assert.equal(state.cursors["c-1"], room.rev);
});

test("what is personal stays when the shared part changes, and the other way round", () => {
  const { room, state: before } = opened();
  let state = applyEvent(before, {
    ev: "conversation.updated",
    c: "c-1",
    d: { id: "c-1", pinned: true },
  });
  state = applyEvent(state, room.rename("New name"));
  const { pinned, title, permissions } = state.conversations["c-1"];
  assert.deepEqual(
    { pinned, title, permissions },
    { pinned: true, title: "New name", permissions: ["send", "view"] },
  );
});

test("being removed takes everything of the conversation away", () => {
  const { state: before } = opened();
  const d = { conversation_id: "c-1", reason: "removed" };
  const state = applyEvent(before, { ev: "conversation.removed", c: "c-1", d });
  assert.deepEqual(state.order, []);
  for (const part of ["conversations", "timelines", "members", "receipts", "cursors"]) {
    assert.deepEqual(state[part], {}, part);
  }
});

test("a late page of members does not bring back who left", () => {
  const { room, state: before } = opened();
  const left = applyEvent(before, room.leave(TOMASZ));
  assert.equal(left.conversations["c-1"].members_count, 2);
  assert.equal(left.members["c-1"][TOMASZ.id].left, true);
});

test("a sync without changes of a loaded chat marks it for them", () => {
  const { room, state: before } = opened();
  room.send(NOOR, "missed");
  const answer = {
    account_cursor: "2",
    account: {},
    conversations: [structuredClone(room.conversation())],
    removed: [],
    changes: {},
    has_more: false,
  };
  const behind = syncLoaded(before, answer);
  assert.equal(behind.stale["c-1"], "gap");
  assert.equal(behind.timelines["c-1"].to_seq, 3);
  const changes = { "c-1": room.changes(before.cursors["c-1"]) };
  const caughtUp = syncLoaded(before, { ...answer, changes });
  assert.deepEqual(caughtUp.stale, {});
  assert.equal(caughtUp.timelines["c-1"].to_seq, 4);
});

test("a restored backup drops what was known and asks again", () => {
  const { state: before } = opened();
  const reset = {
    rev: 1,
    has_more: false,
    messages: [],
    members: [],
    receipts: [],
    purged: [],
    reset: true,
  };
  const state = syncLoaded(before, {
    account_cursor: "9",
    account: {},
    conversations: [],
    removed: [],
    changes: { "c-1": reset },
    has_more: false,
  });
  assert.deepEqual(state.missing, { "c-1": true });
  assert.deepEqual(state.timelines, {});
});

test("a quote is one line, cut where the server cuts", () => {
  const of = (body) => quoteOf({ id: "1", seq: 1, sender_id: "a", body, deleted: false }).excerpt;
  assert.equal(of("  two\n\n lines\t"), "two lines");
  assert.equal(of("x".repeat(140)), "x".repeat(140));
  assert.equal(of("😀".repeat(141)), `${"😀".repeat(139)}…`);
  cutQuotesAt(5);
  assert.equal(of("two lines"), "two…");
  cutQuotesAt(140);
});

test("when much of what is ours changed at once, sync is asked", () => {
  const { state: before } = opened();
  const many = { ev: "account.updated", d: { part: "conversations" } };
  assert.equal(applyEvent(before, many).resync, true);
  assert.equal(applyEvent(before, many).accountStale, before.accountStale);
  const me = applyEvent(before, { ev: "account.updated", d: { part: "me" } });
  assert.deepEqual([me.resync, me.accountStale], [before.resync, true]);
});

test("an own send and an own reading take the mark of unread away", () => {
  const { room, state: before } = opened();
  const mark = (state) =>
    applyEvent(state, {
      ev: "conversation.updated",
      c: "c-1",
      d: { id: "c-1", marked_unread: true },
    });
  const marked = mark(before);
  assert.equal(marked.conversations["c-1"].marked_unread, true);
  assert.equal(marked.conversations["c-1"].title, before.conversations["c-1"].title);
  const heard = applyEvent(marked, room.send(NOOR, "one more"));
  assert.equal(heard.conversations["c-1"].marked_unread, true);
  const sent = applyEvent(heard, room.send(ME, "an answer"));
  assert.equal(sent.conversations["c-1"].marked_unread, false);
});

test("what the clock sends is read up to only by who had read all above it", () => {
  const room = new Room();
  room.send(NOOR, "one");
  const state = loadSnapshot(ME, room.snapshot());
  const sent = room.send(ME, "for later");
  const told = (id) => ({
    ev: "scheduled.updated",
    c: room.id,
    d: { message_id: id, state: "gone" },
  });
  const readSeq = (from) => from.conversations[room.id].last_read_seq;
  const away = applyEvent(applyEvent(state, told(sent.d.id)), sent);
  assert.equal(readSeq(away), 0);
  assert.deepEqual(away.clockSent, {});
  const there = applyEvent(readHere(state, room.id, 1), told(sent.d.id));
  assert.equal(readSeq(applyEvent(there, sent)), 2);
  assert.equal(readSeq(applyEvent(state, sent)), 2);
});
