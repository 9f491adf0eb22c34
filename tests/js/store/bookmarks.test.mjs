import assert from "node:assert/strict";
import { test } from "node:test";
import { bookmarksLoaded } from "../../../static/js/store/bookmarks.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

function begun() {
  const room = new Room();
  for (let n = 1; n <= 3; n += 1) room.send(NOOR, `text ${n}`);
  return { room, state: loadSnapshot(ME, room.snapshot()) };
}

const kept = (state) =>
  state.timelines["c-1"].messages.filter((one) => one.bookmarked).map(({ id }) => id);

/** What own devices hear. */
function told(message_id, bookmarked) {
  return { ev: "account.updated", c: "c-1", d: { part: "bookmarks", message_id, bookmarked } };
}

test("what is kept on another device is marked here, and what is not is not", () => {
  const { state } = begun();
  const next = applyEvent(state, told("m-2", true));
  assert.deepEqual(kept(next), ["m-2"]);
  assert.equal(next.accountStale, state.accountStale);
  assert.deepEqual(kept(applyEvent(next, told("m-2", false))), []);
  assert.deepEqual(kept(applyEvent(next, { ...told("m-9", true), c: "c-9" })), ["m-2"]);
});

test("an event that everyone hears leaves the mark where it is", () => {
  const { room, state } = begun();
  const next = applyEvent(applyEvent(state, told("m-2", true)), room.edit(2, "other"));
  assert.deepEqual(kept(next), ["m-2"]);
});

test("after a time without a line exactly what is told is kept", () => {
  const { state } = begun();
  const next = bookmarksLoaded(applyEvent(state, told("m-1", true)), ["m-3", "m-99"]);
  assert.deepEqual(kept(next), ["m-3"]);
});
