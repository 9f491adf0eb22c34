import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { gatheredLeft, gatheredLoaded } from "../../../static/js/store/gathered.js";
import { messageAnswered } from "../../../static/js/store/pending.js";
import { timelineDropped } from "../../../static/js/store/timelines.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

/** Three messages, the second of which stands in a list; their conversation is not open. */
function begun() {
  const room = new Room();
  for (let n = 1; n <= 3; n += 1) room.send(NOOR, `text ${n}`);
  const state = loadSnapshot(ME, room.snapshot());
  const [, second] = state.timelines["c-1"].messages;
  const closed = timelineDropped(state, "c-1");
  return { room, state: gatheredLoaded(closed, [{ ...second, bookmarked: true }]) };
}

const listed = (state) => state.gathered["m-2"];

function bookmark(message_id, bookmarked) {
  return { ev: "account.updated", c: "c-1", d: { part: "bookmarks", message_id, bookmarked } };
}

test("what stands in a list is as it is now, though its conversation is not open", () => {
  const { room, state } = begun();
  let next = applyEvent(state, room.edit(2, "other words"));
  assert.equal(listed(next).body, "other words");
  assert.equal(listed(next).bookmarked, true);
  next = applyEvent(next, room.remove(2));
  assert.equal(listed(next).deleted, true);
  assert.deepEqual(gatheredLeft(next).gathered, {});
});

test("what came late changes nothing that is newer", () => {
  const { room, state } = begun();
  const old = structuredClone(listed(state));
  const next = applyEvent(state, room.edit(2, "other words"));
  assert.equal(listed(gatheredLoaded(next, [old])).body, "other words");
});

test("what is purged, or deleted for the reader alone, is no more", () => {
  const { room, state } = begun();
  room.rev += 1;
  const ranges = [{ from_seq: 1, to_seq: 2 }];
  const purged = { ev: "messages.purged", c: "c-1", rev: room.rev, d: { ranges } };
  assert.equal(listed(applyEvent(state, purged)).deleted, true);
  const hidden = { ev: "message.hidden", c: "c-1", d: { message_id: "m-2", seq: 2 } };
  assert.equal(listed(applyEvent(state, hidden)).body, "");
});

test("a bookmark removed elsewhere shows, and one that is not listed is news", () => {
  const { state } = begun();
  const next = applyEvent(state, bookmark("m-2", false));
  assert.equal(listed(next).bookmarked, false);
  assert.equal(next.news.bookmarks, state.news.bookmarks);
  assert.equal(applyEvent(next, bookmark("m-1", false)).news.bookmarks, state.news.bookmarks);
  assert.equal(applyEvent(next, bookmark("m-1", true)).news.bookmarks, state.news.bookmarks + 1);
  const here = messageAnswered(state, { ...listed(state), bookmarked: false });
  assert.equal(listed(here).bookmarked, false);
});

test("being named is news, in a new message and by an edit, once", () => {
  const { room, state } = begun();
  const named = { ...room.send(NOOR, "@mika") };
  named.d.mentions = [ME.id];
  const next = applyEvent(state, named);
  assert.equal(next.news.mentions, 1);
  const edit = room.edit(1, "@mika too");
  Object.assign(edit.d, { mentions: [ME.id], former_mentions: [] });
  const more = applyEvent(next, edit);
  assert.equal(more.news.mentions, 2);
  const again = room.edit(1, "@mika again");
  Object.assign(again.d, { mentions: [ME.id], former_mentions: [ME.id] });
  assert.equal(applyEvent(more, again).news.mentions, 2);
  const own = room.send(ME, "@mika");
  own.d.mentions = [ME.id];
  assert.equal(applyEvent(state, { ...own, rev: named.rev }).news.mentions, 0);
});

test("what is brought back may belong into lists again", () => {
  const { room, state } = begun();
  const back = room.edit(1, "text 1");
  back.d.change = "recover";
  const { bookmarks, mentions } = applyEvent(state, back).news;
  assert.deepEqual([bookmarks, mentions], [1, 1]);
});
