import assert from "node:assert/strict";
import { test } from "node:test";
import { membersLoaded, membersRequested } from "../../../static/js/store/members.js";
import { sendFailed, sendStarted } from "../../../static/js/store/pending.js";
import {
  closedReason,
  messageToReplyTo,
  nextSendAt,
  slowModeSeconds,
} from "../../../static/js/store/posting.js";
import { initialState } from "../../../static/js/store/state.js";
import { ME, NOOR, Room } from "../server.mjs";

function stateOf(room, changes = {}) {
  const conversation = { ...room.conversation(), ...changes };
  const state = { ...initialState(ME), conversations: { [room.id]: conversation } };
  const { results } = room.page();
  const timeline = { messages: results, to_seq: results.length, from_seq: 1, loaded: true };
  return [{ ...state, timelines: { [room.id]: timeline } }, conversation];
}

test("where one may write nothing is closed", () => {
  assert.equal(closedReason(...stateOf(new Room())), null);
});

test("what is closed says why, and who can change it", () => {
  const room = new Room();
  room.members.get(NOOR.id).role = "OWNER";
  const [state, conversation] = stateOf(room, { permissions: ["view"] });
  const known = membersLoaded(membersRequested(state, room.id), room.id, room.memberList());
  const told = closedReason(known, conversation);
  assert.equal(told.text, "You can't write here. Noor Haddad can change that.");
  const channel = { ...conversation, type: "CHANNEL" };
  assert.equal(closedReason(known, channel).text, "Only admins can post here");
  const direct = { ...conversation, type: "DM", title: null, peer: NOOR };
  assert.equal(closedReason(known, direct).text, "You can't write to Noor Haddad.");
});

test("an archived chat is closed even for who may send, and open again for who manages it", () => {
  const room = new Room();
  const archived_at = "2026-11-20T09:00:00Z";
  const [state, closed] = stateOf(room, { archived_at });
  assert.deepEqual(closedReason(state, closed), {
    icon: "archive",
    text: "This group is archived.",
    reopen: false,
  });
  const mine = { ...closed, permissions: ["view", "manage_conversation"] };
  assert.equal(closedReason(state, mine).reopen, true);
});

test("slow mode counts from the own last message, and not for who manages messages", () => {
  const room = new Room();
  const settings = { slow_mode_seconds: 30, history_for_newcomers: true };
  assert.equal(nextSendAt(...stateOf(room, { settings })), 0);
  room.send(ME, "mine");
  room.send(NOOR, "hers");
  const [state, conversation] = stateOf(room, { settings });
  const sentAt = Date.parse(room.messages[0].created_at);
  assert.equal(nextSendAt(state, conversation), sentAt + 30_000);
  const manager = { ...conversation, permissions: ["send", "manage_messages"] };
  assert.equal(slowModeSeconds(manager), 0);
  assert.equal(nextSendAt(state, manager), 0);
});

test("a message on its way counts as sent, one that failed does not", () => {
  const room = new Room();
  const settings = { slow_mode_seconds: 10, history_for_newcomers: true };
  const [state, conversation] = stateOf(room, { settings });
  const created_at = "2026-11-20T10:00:00Z";
  const pending = { client_id: "k", conversation_id: room.id, body: "x", reply: null, created_at };
  const sending = sendStarted(state, { ...pending, state: "pending" });
  assert.equal(nextSendAt(sending, conversation), Date.parse(created_at) + 10_000);
  assert.equal(nextSendAt(sendFailed(sending, "k", "refused"), conversation), 0);
});

test("replying goes up through what was said, past what is gone", () => {
  const room = new Room();
  for (const text of ["one", "two", "three"]) room.send(NOOR, text);
  room.remove(2);
  const [state] = stateOf(room);
  assert.equal(messageToReplyTo(state, room.id).seq, 3);
  assert.equal(messageToReplyTo(state, room.id, 3).seq, 1);
  assert.equal(messageToReplyTo(state, room.id, 1), null);
});
