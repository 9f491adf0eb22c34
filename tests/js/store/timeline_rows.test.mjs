import assert from "node:assert/strict";
import { test } from "node:test";
import { indexOfMessage, lastSeqOf, timelineRows } from "../../../static/js/store/timeline_rows.js";
import { pageRequested } from "../../../static/js/store/timelines.js";
import { windowLoaded } from "../../../static/js/store/windows.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

const day = (iso) => iso.slice(0, 10);
const kinds = (rows) => rows.map(({ kind }) => kind);

function system(room, sender, kind, details = {}) {
  room.send(sender, `${sender.display_name} did something`);
  const message = room.messages.at(-1);
  message.type = "SYSTEM";
  message.metadata = { system: { kind, ...details } };
}

function rowsOf(room, { unreadFrom = null, around = null } = {}) {
  const { messages: _none, ...snapshot } = room.snapshot();
  const page = around === null ? room.page({ limit: 100 }) : room.around(around, 10);
  const state = windowLoaded(
    pageRequested(loadSnapshot(ME, snapshot), "c-1"),
    "c-1",
    structuredClone(page),
  );
  return timelineRows(state, "c-1", unreadFrom, day);
}

test("messages of one person within five minutes stand together", () => {
  const room = new Room();
  for (const sender of [NOOR, NOOR, ME, NOOR]) room.send(sender, "text");
  const rows = rowsOf(room).filter(({ kind }) => kind === "message");
  assert.deepEqual(
    rows.map(({ first, last }) => [first, last]),
    [
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ],
  );
});

test("the beginning is told of only where it is", () => {
  const room = new Room();
  for (let n = 1; n <= 40; n += 1) room.send(NOOR, "text");
  assert.deepEqual(kinds(rowsOf(room)).slice(0, 2), ["start", "day"]);
  assert.equal(kinds(rowsOf(room, { around: 30 }))[0], "day");
});

test("what is new begins below its divider, unless that lies above the window", () => {
  const room = new Room();
  for (let n = 1; n <= 40; n += 1) room.send(NOOR, "text");
  const rows = rowsOf(room, { unreadFrom: 20 });
  const at = rows.findIndex(({ kind }) => kind === "unread");
  assert.equal(rows[at + 1].seq, 20);
  assert.equal(rows[at + 1].first, true);
  assert.equal(rows[at - 1].last, true);
  assert.ok(!kinds(rowsOf(room, { unreadFrom: 20, around: 35 })).includes("unread"));
});

test("several lines of a kind by one person become one", () => {
  const room = new Room();
  room.send(NOOR, "text");
  system(room, NOOR, "members_added", { user_ids: ["u-1"] });
  system(room, NOOR, "members_added", { user_ids: ["u-2", "u-3"] });
  system(room, TOMASZ, "members_added", { user_ids: ["u-4"] });
  system(room, NOOR, "title_changed", { title: "One" });
  system(room, NOOR, "title_changed", { title: "Two" });
  room.send(NOOR, "text");
  const rows = rowsOf(room).filter(({ kind }) => kind === "system" || kind === "message");
  assert.deepEqual(
    rows.map((row) => row.messages?.length ?? row.kind),
    ["message", 2, 1, 1, 1, "message"],
  );
  assert.deepEqual([rows[1].seq, lastSeqOf(rows[1])], [2, 3]);
  assert.equal(rows[0].last, true);
  assert.equal(rows.at(-1).first, true);
});

test("the row of a message is found, also inside a line of several", () => {
  const room = new Room();
  room.send(NOOR, "text");
  system(room, NOOR, "member_left");
  system(room, TOMASZ, "member_left");
  room.send(NOOR, "text");
  const rows = rowsOf(room);
  assert.deepEqual(
    [1, 2, 3, 4, 9].map((seq) => rows[indexOfMessage(rows, seq)].seq),
    [1, 2, 2, 4, 4],
  );
  assert.equal(indexOfMessage(rows, 0), -1);
});
