import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { followedLoaded, threadStood, unreadThreads } from "../../../static/js/store/followed.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

/** A thread that begins with the first message; one has read all of it. */
function begun() {
  const room = new Room();
  room.send(NOOR, "first");
  room.send(ME, "second");
  const state = loadSnapshot(ME, room.snapshot());
  const [message] = state.timelines["c-1"].messages;
  const thread = { count: 1, last_seq: 2, last_at: message.created_at, people: [ME.id] };
  const found = { message: { ...message, thread }, read_seq: 2, unread_count: 0 };
  return { room, found, state: followedLoaded(state, [found]) };
}

/** An answer in a thread, as an event. */
function answer(room, sender, root = "m-1", mentions = []) {
  const frame = room.send(sender, "an answer");
  Object.assign(frame.d, { thread_id: root, mentions });
  return frame;
}

const one = (state) => state.followed["m-1"];

test("an answer of somebody else is new until one has read or answered", () => {
  const { room, state } = begun();
  assert.deepEqual(unreadThreads(state), []);
  let next = applyEvent(state, answer(room, NOOR));
  next = applyEvent(next, answer(room, NOOR));
  assert.equal(one(next).unread, 2);
  assert.deepEqual(unreadThreads(next), ["m-1"]);
  const read = { ev: "thread.updated", c: "c-1", d: { message_id: "m-1", following: true } };
  assert.deepEqual(unreadThreads(applyEvent(next, { ...read, d: { ...read.d, read_seq: 4 } })), []);
  assert.deepEqual(unreadThreads(applyEvent(next, answer(room, ME))), []);
});

test("a new answer that is deleted is not new any more", () => {
  const { room, state } = begun();
  const next = applyEvent(state, answer(room, NOOR));
  const gone = room.remove(3);
  gone.d.thread_id = "m-1";
  assert.deepEqual(unreadThreads(applyEvent(next, gone)), []);
});

test("what the clock sends says nothing about what one has read", () => {
  const { room, state } = begun();
  let next = applyEvent(state, answer(room, NOOR));
  const frame = answer(room, ME);
  const told = { message_id: frame.d.id, state: "gone" };
  next = applyEvent(next, { ev: "scheduled.updated", c: "c-1", d: told });
  next = applyEvent(next, frame);
  assert.deepEqual(unreadThreads(next), ["m-1"]);
  assert.deepEqual(next.clockSent, {});
});

test("who does not follow a thread hears nothing of it, and is asked for where one begins to", () => {
  const { room, state } = begun();
  const left = applyEvent(state, {
    ev: "thread.updated",
    c: "c-1",
    d: { message_id: "m-1", following: false, read_seq: 2 },
  });
  let next = applyEvent(left, answer(room, NOOR));
  assert.deepEqual(unreadThreads(next), []);
  assert.equal(next.news.threads, 0);
  next = applyEvent(next, answer(room, NOOR, "m-2"));
  assert.equal(next.news.threads, 0);
  next = applyEvent(next, answer(room, NOOR, "m-2", [ME.id]));
  assert.equal(next.news.threads, 1);
  next = applyEvent(next, answer(room, ME, "m-9"));
  assert.equal(next.news.threads, 2);
  const root = room.edit(2, "second");
  root.d.change = "thread";
  assert.equal(applyEvent(next, root).news.threads, 3);
});

test("what is heard while the server answers stays", () => {
  const { room, found, state } = begun();
  const heard = applyEvent(state, answer(room, NOOR));
  assert.deepEqual(unreadThreads(followedLoaded(heard, [found])), ["m-1"]);
  const read = threadStood(heard, "m-1", { following: true, read_seq: 3 });
  const late = { ...found, message: { ...found.message }, read_seq: 2, unread_count: 1 };
  late.message.thread = { ...found.message.thread, last_seq: 3 };
  late.message.rev = room.rev + 1;
  assert.deepEqual(unreadThreads(followedLoaded(read, [late])), []);
});

test("a thread whose conversation is gone does not count", () => {
  const { room, state } = begun();
  const next = applyEvent(state, answer(room, NOOR));
  const removed = { ev: "conversation.removed", c: "c-1", d: { conversation_id: "c-1" } };
  assert.deepEqual(unreadThreads(applyEvent(next, removed)), []);
});

test("of a conversation that is gone neither its threads nor what waits there is kept", () => {
  const { state } = begun();
  const waiting = { "c-1": { count: 2, failed: 0 }, "c-2": { count: 1, failed: 0 } };
  const elsewhere = { ...one(state), conversation_id: "c-2" };
  const followed = { ...state.followed, "m-7": null, "m-8": elsewhere };
  const removed = { ev: "conversation.removed", c: "c-1", d: { conversation_id: "c-1" } };
  const next = applyEvent({ ...state, waiting, followed }, removed);
  assert.deepEqual(next.waiting, { "c-2": { count: 1, failed: 0 } });
  assert.deepEqual(next.followed, { "m-7": null, "m-8": elsewhere });
  assert.equal(applyEvent({ ...state, followed: null }, removed).followed, null);
});

test("an answer that is brought back is counted again, as the server says", () => {
  const { room, state } = begun();
  const gone = (frame) => Object.assign(frame.d, { thread_id: "m-1" }) && frame;
  let next = applyEvent(applyEvent(state, answer(room, NOOR)), gone(room.remove(3)));
  assert.deepEqual([unreadThreads(next), next.news.threads], [[], 0]);
  const back = (more) => {
    const frame = room.edit(3, "an answer");
    Object.assign(frame.d, { change: "recover", deleted: false, thread_id: "m-1", ...more });
    next = applyEvent(next, frame);
    return next.news.threads;
  };
  assert.equal(back({}), 1);
  // Where one follows nothing there is nothing to count; who is named in it may follow by it.
  assert.equal(back({ thread_id: "m-9" }), 1);
  assert.equal(back({ thread_id: "m-9", mentions: [ME.id] }), 2);
  assert.equal(back({ thread_id: null, mentions: [ME.id] }), 2);
  next = { ...next, followed: { "m-1": null } };
  assert.equal(back({ mentions: [ME.id] }), 2);
});

test("what the server says later counts, though a purge took the last answer", () => {
  const { room, found, state } = begun();
  const heard = applyEvent(applyEvent(state, answer(room, NOOR)), answer(room, NOOR));
  assert.deepEqual([one(heard).unread, one(heard).last_seq], [2, 4]);
  // The first message of a thread changes with every answer that comes or goes.
  const message = { ...found.message, rev: room.rev + 1 };
  message.thread = { ...message.thread, last_seq: 3 };
  const told = followedLoaded(heard, [{ message, read_seq: 2, unread_count: 1 }]);
  assert.deepEqual([one(told).unread, one(told).last_seq], [1, 3]);
  const read = threadStood(told, "m-1", { following: true, read_seq: 3 });
  assert.deepEqual(unreadThreads(read), []);
});

test("an answer that is deleted while the server answers is not new again", () => {
  const { room, found, state } = begun();
  const heard = applyEvent(state, answer(room, NOOR));
  const message = { ...found.message, rev: room.rev };
  message.thread = { ...message.thread, last_seq: 3 };
  const gone = room.remove(3);
  gone.d.thread_id = "m-1";
  const told = [{ message, read_seq: 2, unread_count: 1 }];
  assert.deepEqual(unreadThreads(followedLoaded(applyEvent(heard, gone), told)), []);
});
