import assert from "node:assert/strict";
import { test } from "node:test";
import { headerLine } from "../../../static/js/store/header_line.js";
import { paletteResults, readQuery } from "../../../static/js/store/palette.js";
import { lastStatus, previewOf } from "../../../static/js/store/preview.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

const PEER = { id: "u-amara", username: "amara.okafor", display_name: "Amara Okafor" };
const commands = [
  { id: "mute", label: "Mute until tomorrow", icon: "bell-off", run: () => undefined },
  { id: "read", label: "Mark all read", icon: "mail-open", run: () => undefined },
];

function chat(id, changes) {
  const base = new Room().snapshot().conversations[0];
  return { ...base, id, last_message: null, peer: null, topic: null, ...changes };
}

function world() {
  const state = loadSnapshot(ME, {
    conversations: [
      chat("dm", { type: "DM", title: null, peer: PEER }),
      chat("trip", { type: "GROUP", title: "Lighthouse trip" }),
      chat("tide", { type: "CHANNEL", title: "Tide news", topic: "Heights and times" }),
    ],
  });
  return { ...state, people: { ...state.people, [NOOR.id]: NOOR, [TOMASZ.id]: TOMASZ } };
}

const keys = (typed, recent = []) =>
  paletteResults(world(), typed, { recent, commands }).map(({ key }) => key);

test("what begins with what was typed comes first, then what holds it", () => {
  assert.equal(keys("ti")[0], "tide");
  assert.ok(keys("ti").includes("command mute"));
  assert.equal(keys("amara")[0], "dm");
  assert.equal(keys("amara.okafor")[0], "dm");
  assert.deepEqual(keys("zzzz"), []);
});

test("a prefix narrows it down", () => {
  assert.deepEqual(readQuery("> mute "), { prefix: ">", query: "mute" });
  assert.deepEqual(keys("#t"), ["tide", "trip"]);
  assert.deepEqual(keys("@am"), ["dm"]);
  assert.deepEqual(keys(">"), ["command mute", "command read"]);
  assert.ok(keys(">").every((key) => key.startsWith("command")));
});

test("people without a chat are found, those with one only once", () => {
  const name = NOOR.display_name || NOOR.username;
  assert.ok(keys(`@${name}`).includes(`person ${NOOR.id}`));
  assert.equal(keys("Amara").filter((key) => key === "dm" || key.includes(PEER.id)).length, 1);
});

test("with nothing typed the chats where one was last come first", () => {
  assert.deepEqual(keys("", ["tide", "gone"]).slice(0, 1), ["tide"]);
  assert.equal(keys("", ["tide"]).filter((key) => key === "tide").length, 1);
});

test("the most urgent thing about a chat is its preview", () => {
  const state = world();
  const room = new Room();
  room.send(ME, "hello");
  const mine = { ...room.snapshot().conversations[0], id: "trip" };
  const none = { failed: null, draft: "" };
  const look = (at, own) => previewOf(at, mine, { ...none, ...own }).kind;
  assert.equal(look(state, {}), "message");
  assert.equal(look(state, { draft: "half" }), "draft");
  assert.equal(look(state, { draft: "half", failed: "no" }), "failed");
  const typing = { ...state, typing: { trip: { [NOOR.id]: true } } };
  assert.equal(look(typing, { draft: "half", failed: "no" }), "typing");
  assert.equal(previewOf(state, mine, none).lead, "You: ");
  assert.equal(previewOf(state, { ...mine, last_message: null }, none).text, "No messages yet");
});

test("ticks of a row are shown only where they are known", () => {
  const room = new Room();
  room.send(ME, "hello");
  const mine = room.snapshot().conversations[0];
  const state = loadSnapshot(ME, { conversations: [mine] });
  const { seq } = mine.last_message;
  assert.equal(lastStatus(state, mine, null), null);
  assert.equal(lastStatus(state, mine, "pending"), "pending");
  const read = { user_id: NOOR.id, delivered_seq: seq, read_seq: seq };
  const known = { ...state, receipts: { [mine.id]: { [NOOR.id]: read } } };
  assert.equal(lastStatus(known, mine, null), "read");
});

test("under the name stands who types, else who is there", () => {
  const state = { ...world(), connection: { status: "open", attempts: 0 } };
  const seen = (iso) => `Last seen ${iso}`;
  const { dm, trip, tide } = state.conversations;
  assert.equal(headerLine(state, dm, seen), "@amara.okafor");
  const presence = (status) => ({
    ...state,
    presence: { [PEER.id]: { user_id: PEER.id, status, last_seen_at: "09:26", custom_status: "" } },
  });
  assert.equal(headerLine(presence("online"), dm, seen), "Online");
  assert.equal(headerLine(presence("offline"), dm, seen), "Last seen 09:26");
  assert.match(headerLine(state, { ...trip, members_count: 1 }, seen), /^1 member$/);
  assert.match(headerLine(state, { ...tide, members_count: 7 }, seen), /^7 subscribers$/);
  const typing = { ...state, typing: { trip: { [NOOR.id]: true, [TOMASZ.id]: true } } };
  assert.equal(headerLine(typing, trip, seen), "2 people are typing");
});
