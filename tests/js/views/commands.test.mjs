import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../../../static/js/views/commands.js";
import { tryCommand } from "../../../static/js/views/composer_parts.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, Room } from "../server.mjs";

/** A group in which one may invite, and what is done in it. */
function begun() {
  const state = loadSnapshot(ME, new Room().snapshot());
  const conversation = { ...state.conversations["c-1"], permissions: ["invite", "send"] };
  const done = [];
  const context = {
    store: { state: { ...state, conversations: { "c-1": conversation } } },
    page: { openPane: (pane) => done.push(pane) },
    later: { use: (part) => done.push(part) },
  };
  const composer = {
    conversationId: "c-1",
    mode: null,
    emptied: () => done.push("emptied"),
    sendLater: (text) => done.push(`later: ${text}`),
  };
  return { done, run: (text) => runCommand(context, composer, text), context, composer };
}

test("a command that takes no text is none where text follows, and nothing written is lost", () => {
  const { done, run } = begun();
  for (const text of ["/leave the keys at the door", "/mute\nthe phone", "/invite me, too"])
    assert.equal(run(text), false, text);
  assert.deepEqual(done, []);
  assert.equal(run("/invite "), true);
  assert.deepEqual(done.splice(0), ["emptied", "invites"]);
  assert.equal(run("/poll Where do we eat?"), true);
  assert.deepEqual(done.splice(0), ["emptied", "polls"]);
  assert.equal(run("/schedule Soup"), true);
  assert.deepEqual(done, ["later: Soup"]);
});

test("such a text is sent at once, without asking what the command would do", () => {
  const { done, context, composer } = begun();
  const tried = (text) => tryCommand(context, composer, text, () => undefined);
  assert.equal(tried("/leave the keys at the door"), false);
  assert.equal(tried("/leaves"), false);
  assert.deepEqual(done, []);
  for (const text of ["/leave", "/mute ", "/poll", "/poll Where?", "/schedule\nSoup"])
    assert.equal(tried(text), true, text);
  assert.equal(done.length, 5);
});
