import assert from "node:assert/strict";
import { test } from "node:test";
import {
  firstAnswer,
  isBesideTimeline,
  pendingInThread,
  threadNow,
  withEarlier,
  withNewest,
} from "../../../static/js/store/threads.js";

const said = (seq, more = {}) => ({
  id: `m-${seq}`,
  conversation_id: "c-1",
  client_id: `k-${seq}`,
  seq,
  rev: seq,
  thread_id: seq === 1 ? null : "m-1",
  ...more,
});

const stretch = (messages, more = {}) => ({ messages, hasBefore: false, reach: 9, ...more });

const seqs = ({ messages }) => messages.map(({ seq }) => seq);

const state = (messages, more = {}) => ({
  pending: {},
  timelines: {
    "c-1": { messages, from_seq: 1, to_seq: 9, has_before: false, has_after: false, loaded: true },
  },
  ...more,
});

test("a thread is what was asked for, with what the timeline knows better", () => {
  const aside = said(4, { thread_id: null });
  const known = stretch([said(1), said(2), said(3)]);
  const heard = [said(1, { rev: 12 }), said(2), said(3, { rev: 2 }), aside, said(5)];
  const now = threadNow(state(heard), "c-1", known, "m-1");
  assert.deepEqual(
    now.messages.map(({ id, rev }) => [id, rev]),
    [
      ["m-1", 12],
      ["m-2", 2],
      ["m-3", 3],
      ["m-5", 5],
    ],
  );
});

test("what was purged is gone from it, and what the timeline does not show stays", () => {
  const known = stretch([said(1), said(2), said(3)]);
  const here = state([said(1), said(3)]);
  assert.deepEqual(seqs(threadNow(here, "c-1", known, "m-1")), [1, 3]);
  const later = state([]);
  later.timelines["c-1"].from_seq = 7;
  assert.equal(threadNow(later, "c-1", known, "m-1").messages.length, 3);
  const nowhere = { pending: {}, timelines: {} };
  assert.deepEqual(threadNow(nowhere, "c-1", known, "m-1"), known);
});

test("what the timeline holds above a hole is not shown yet", () => {
  const here = state([said(1), said(11)]);
  assert.deepEqual(seqs(threadNow(here, "c-1", stretch([said(1)]), "m-1")), [1]);
});

test("what the timeline holds before the answers that are known, or after a hole, is not shown", () => {
  const known = stretch([said(1), said(5), said(6)], { hasBefore: true, reach: 6 });
  const here = state([said(1), said(3), said(5, { rev: 12 }), said(6), said(8)]);
  const now = threadNow(here, "c-1", known, "m-1");
  assert.deepEqual([seqs(now), now.messages[1].rev, now.reach], [[1, 5, 6, 8], 12, 9]);
  here.timelines["c-1"].from_seq = 8;
  const later = threadNow(here, "c-1", known, "m-1");
  assert.deepEqual([seqs(later), later.reach], [[1, 5, 6], 6]);
});

test("messages that the timeline does not hold are asked for when something changes", () => {
  const known = stretch([said(1), said(5)]);
  const { "c-1": timeline } = state([]).timelines;
  assert.equal(isBesideTimeline(timeline, known), false);
  assert.equal(isBesideTimeline({ ...timeline, from_seq: 2 }, known), true);
  assert.equal(isBesideTimeline({ ...timeline, has_after: true }, known), true);
  assert.equal(isBesideTimeline(undefined, known), true);
});

test("the newest answers take the place of what lay among them, and keep what is newer", () => {
  const known = stretch([said(1), said(2), said(4), said(5, { rev: 20 }), said(6), said(12)], {
    hasBefore: true,
    reach: 12,
  });
  const found = { root: said(1, { rev: 15 }), results: [said(4, { rev: 14 }), said(5)] };
  const next = withNewest(known, { ...found, has_before: true }, 9);
  assert.deepEqual(
    next.messages.map(({ seq, rev }) => [seq, rev]),
    [
      [1, 15],
      [2, 2],
      [4, 14],
      [5, 20],
      [12, 12],
    ],
  );
  assert.deepEqual([next.hasBefore, next.reach], [true, 12]);
  const whole = withNewest(known, { ...found, has_before: false }, 9);
  assert.deepEqual([seqs(whole), whole.hasBefore], [[1, 4, 5, 12], false]);
  const none = withNewest(known, { root: said(1), results: [], has_before: false }, 12);
  assert.deepEqual(seqs(none), [1]);
});

test("answers before a hole are forgotten, and asked for again", () => {
  const known = stretch([said(1), said(2), said(3)], { reach: 4 });
  const found = { root: said(1), results: [said(40), said(41)], has_before: true };
  const next = withNewest(known, found, 45);
  assert.deepEqual([seqs(next), next.hasBefore, next.reach], [[1, 40, 41], true, 45]);
  assert.equal(firstAnswer(next, "m-1"), 40);
  const earlier = { root: said(1), results: [said(2), said(3), said(30)], has_before: false };
  const whole = withEarlier(next, earlier);
  assert.deepEqual([seqs(whole), whole.hasBefore], [[1, 2, 3, 30, 40, 41], false]);
  assert.equal(firstAnswer(stretch([said(1)]), "m-1"), 10);
});

test("own answers on their way stand in their thread until they are there", () => {
  const pending = (client_id, thread_id) => ({
    client_id,
    conversation_id: "c-1",
    body: "x",
    reply: null,
    thread_id,
    created_at: "2026-11-21T10:00:00.000Z",
    state: "pending",
  });
  const waiting = state([], {
    pending: { a: pending("a", "m-1"), b: pending("b", "m-7"), c: pending("c") },
  });
  const ids = (shown) =>
    pendingInThread(waiting, "c-1", "m-1", shown).map(({ client_id }) => client_id);
  assert.deepEqual(ids([]), ["a"]);
  assert.deepEqual(ids([said(2, { client_id: "a" })]), []);
});
