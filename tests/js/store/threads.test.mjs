import assert from "node:assert/strict";
import { test } from "node:test";
import { pendingInThread, threadNow } from "../../../static/js/store/threads.js";

const said = (seq, more = {}) => ({
  id: `m-${seq}`,
  conversation_id: "c-1",
  client_id: `k-${seq}`,
  seq,
  rev: seq,
  thread_id: seq === 1 ? null : "m-1",
  ...more,
});

const state = (messages, more = {}) => ({
  pending: {},
  timelines: {
    "c-1": { messages, from_seq: 1, to_seq: 9, has_before: false, has_after: false, loaded: true },
  },
  ...more,
});

test("a thread is what was asked for, with what the timeline knows better", () => {
  const aside = said(4, { thread_id: null });
  const known = [said(1), said(2), said(3)];
  const heard = [said(1, { rev: 12 }), said(2), said(3, { rev: 2 }), aside, said(5)];
  const now = threadNow(state(heard), "c-1", known, "m-1");
  assert.deepEqual(
    now.map(({ id, rev }) => [id, rev]),
    [
      ["m-1", 12],
      ["m-2", 2],
      ["m-3", 3],
      ["m-5", 5],
    ],
  );
});

test("what was purged is gone from it, and what the timeline does not show stays", () => {
  const known = [said(1), said(2), said(3)];
  const here = state([said(1), said(3)]);
  assert.deepEqual(
    threadNow(here, "c-1", known, "m-1").map(({ id }) => id),
    ["m-1", "m-3"],
  );
  const later = state([]);
  later.timelines["c-1"].from_seq = 7;
  assert.equal(threadNow(later, "c-1", known, "m-1").length, 3);
  assert.equal(threadNow({ pending: {}, timelines: {} }, "c-1", known, "m-1").length, 3);
});

test("what the timeline holds above a hole is not shown yet", () => {
  const here = state([said(1), said(11)]);
  assert.deepEqual(
    threadNow(here, "c-1", [said(1)], "m-1").map(({ id }) => id),
    ["m-1"],
  );
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
