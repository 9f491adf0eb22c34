import assert from "node:assert/strict";
import { test } from "node:test";
import {
  badgeOf,
  folderNames,
  isMuted,
  listOf,
  neighbourOf,
  unreadTotals,
} from "../../../static/js/store/list.js";
import { systemText } from "../../../static/js/store/system_text.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

const NOW = Date.UTC(2026, 0, 1, 12);

function chat(id, changes = {}) {
  const minute = String(id.charCodeAt(0) - 97).padStart(2, "0");
  return {
    ...new Room().snapshot().conversations[0],
    id,
    last_message: null,
    last_seq: 0,
    last_read_seq: 0,
    archived: false,
    folder: null,
    pinned: false,
    muted_until: null,
    mention_count: 0,
    marked_unread: false,
    created_at: `2026-01-01T10:${minute}:00Z`,
    ...changes,
  };
}

function stateOf(...conversations) {
  return loadSnapshot(ME, { conversations });
}

const CHATS = { kind: "chats" };

test("pinned chats come first, archived ones in their own place, folders hold theirs", () => {
  const state = stateOf(
    chat("a", { pinned: true }),
    chat("b", { archived: true, folder: "Work" }),
    chat("c", { folder: "Work" }),
    chat("d"),
  );
  assert.deepEqual(listOf(state, CHATS, "all", null), ["a", "d", "c"]);
  assert.deepEqual(listOf(state, { kind: "archived" }, "all", null), ["b"]);
  assert.deepEqual(listOf(state, { kind: "folder", folder: "Work" }, "all", null), ["c"]);
  assert.deepEqual(folderNames(state), ["Work"]);
});

test("filters keep kinds apart, and what is being read stays among the unread", () => {
  const state = stateOf(
    chat("a", { type: "DM" }),
    chat("b", { type: "GROUP", last_seq: 3 }),
    chat("c", { type: "CHANNEL", marked_unread: true }),
    chat("d", { type: "GROUP", archived: true, last_seq: 1 }),
  );
  assert.deepEqual(listOf(state, CHATS, "people", null), ["a"]);
  assert.deepEqual(listOf(state, CHATS, "groups", null), ["b"]);
  assert.deepEqual(listOf(state, CHATS, "channels", null), ["c"]);
  assert.deepEqual(listOf(state, CHATS, "unread", null), ["c", "b"]);
  assert.deepEqual(listOf(state, CHATS, "unread", "a"), ["c", "b", "a"]);
});

test("muted chats count only their mentions, archived ones nothing", () => {
  const later = "2026-01-01T13:00:00Z";
  const state = stateOf(
    chat("a", { last_seq: 2 }),
    chat("b", { last_seq: 38, mention_count: 1, muted_until: later }),
    chat("c", { last_seq: 5, archived: true }),
    chat("d", { last_seq: 4, muted_until: "2026-01-01T11:00:00Z" }),
  );
  assert.deepEqual(unreadTotals(state, NOW), { messages: 7, chats: 3, mentions: 1 });
  assert.ok(isMuted(state.conversations.b, NOW));
  assert.ok(!isMuted(state.conversations.d, NOW));
  const badge = badgeOf(state.conversations.b, NOW);
  assert.deepEqual(badge, { count: 38, mention: true, muted: true, quiet: true, marked: false });
});

test("a chat that tells of mentions alone is quiet, and not muted", () => {
  const state = stateOf(
    chat("a", { last_seq: 3, notification_level: "mentions", mention_count: 1 }),
    chat("b", { last_seq: 2, notification_level: "all" }),
  );
  const { muted, quiet } = badgeOf(state.conversations.a, NOW);
  assert.deepEqual([muted, quiet], [false, true]);
  assert.equal(unreadTotals(state, NOW).messages, 3);
});

test("the next chat above and below, and the next unread one", () => {
  const state = stateOf(chat("a", { last_seq: 1 }), chat("b"), chat("c"));
  const ids = listOf(state, CHATS, "all", null);
  assert.deepEqual(ids, ["c", "b", "a"]);
  assert.equal(neighbourOf(state, ids, "c", 1, false), "b");
  assert.equal(neighbourOf(state, ids, "c", -1, false), null);
  assert.equal(neighbourOf(state, ids, "c", 1, true), "a");
  assert.equal(neighbourOf(state, ids, null, 1, false), "c");
  assert.equal(neighbourOf(state, ids, null, -1, false), "a");
});

test("system lines speak to the reader, and say the server's words where they must", () => {
  const state = { ...stateOf(), people: { [ME.id]: ME, [NOOR.id]: NOOR, [TOMASZ.id]: TOMASZ } };
  const say = (sender, system) =>
    systemText(state, { sender_id: sender.id, body: "As the server says", metadata: { system } });
  const name = (user) => (user.display_name || user.username).split(" ")[0];
  const both = { kind: "members_added", user_ids: [ME.id, TOMASZ.id] };
  assert.equal(say(NOOR, both), `${name(NOOR)} added you and ${name(TOMASZ)}`);
  assert.equal(say(ME, { kind: "title_changed", title: "Pier" }), 'You changed the name to "Pier"');
  assert.equal(
    say(ME, { kind: "slow_mode_changed", seconds: 60 }),
    "You set slow mode to 1 minute",
  );
  assert.equal(say(NOOR, { kind: "sparkled" }), "As the server says");
  const stranger = { kind: "member_removed", user_ids: ["u-unknown"] };
  assert.equal(say(NOOR, stranger), "As the server says");
});
