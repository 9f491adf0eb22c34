import assert from "node:assert/strict";
import { test } from "node:test";
import { sendFailed, sendStarted } from "../../../static/js/store/pending.js";
import { previewOf } from "../../../static/js/store/preview.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

const none = { failed: null, draft: "" };

function begun(body) {
  const room = new Room();
  room.send(NOOR, body);
  const state = loadSnapshot(ME, room.snapshot());
  return { state, conversation: state.conversations[room.id] };
}

test("what is on its way stands where its clock stands", () => {
  const { state, conversation } = begun("hello");
  const pending = {
    client_id: "k-mine",
    conversation_id: conversation.id,
    body: "07:40 it is",
    reply: null,
    created_at: new Date(0).toISOString(),
    state: "pending",
  };
  const sending = sendStarted(state, pending);
  const { kind, lead, text } = previewOf(sending, conversation, none);
  assert.deepEqual({ kind, lead, text }, { kind: "message", lead: "You: ", text: "07:40 it is" });
  const failed = sendFailed(sending, "k-mine", "No.");
  assert.equal(previewOf(failed, conversation, none).text, "hello");
});

test("a row holds no more of a long message than it can show", () => {
  const { state, conversation } = begun("tide ".repeat(2000));
  assert.equal(previewOf(state, conversation, none).text.length, 140);
});
