import assert from "node:assert/strict";
import { test } from "node:test";
import { conversationRemoved } from "../../../static/js/store/conversations.js";
import { sendStarted, strandedDropped, strandedSends } from "../../../static/js/store/pending.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, Room } from "../server.mjs";

const pending = (client_id, state, conversation_id = "c-1") => ({
  client_id,
  conversation_id,
  body: client_id,
  reply: null,
  created_at: "2026-11-21T12:00:00.000Z",
  state,
});

test("what was on its way to a chat that is gone is found, and let go of", () => {
  const room = new Room();
  const begun = [
    pending("waiting", "pending"),
    pending("refused", "failed"),
    pending("in", "sent"),
  ].reduce(sendStarted, loadSnapshot(ME, room.snapshot()));
  assert.deepEqual(strandedSends(begun), []);
  const gone = conversationRemoved(begun, "c-1");
  const found = strandedSends(gone).map(({ client_id }) => client_id);
  assert.deepEqual(found.toSorted(), ["refused", "waiting"]);
  const told = found.reduce(strandedDropped, gone);
  assert.deepEqual(strandedSends(told), []);
});

test("a chat that is only not known yet is not gone", () => {
  const state = { ...loadSnapshot(ME, {}), missing: { "c-9": true } };
  assert.deepEqual(strandedSends(sendStarted(state, pending("early", "pending", "c-9"))), []);
});
