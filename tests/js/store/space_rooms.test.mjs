import assert from "node:assert/strict";
import { test } from "node:test";
import { spaceFetched } from "../../../static/js/store/catchup.js";
import { listOf, unreadTotals } from "../../../static/js/store/list.js";
import {
  categoryStepped,
  channelIds,
  channelStepped,
  channelToOpen,
  orderOfSections,
  sectionsOf,
  spaceBadge,
  withChannelMoved,
} from "../../../static/js/store/space_rooms.js";
import { initialState } from "../../../static/js/store/state.js";
import { ME } from "../server.mjs";
import { channel, space } from "../space.mjs";

const CATEGORIES = [
  { id: "k-2", title: "Workshop", position: 1 },
  { id: "k-1", title: "Front desk", position: 0 },
];

const CHANNELS = [
  channel("w-2", { category_id: "k-2", position: 1 }),
  channel("w-1", { category_id: "k-2", position: 0 }),
  channel("voice", { category_id: "k-1", channel_kind: "voice", position: 0 }),
  channel("desk", { category_id: "k-1", position: 1 }),
];

const made = (channels = CHANNELS) =>
  spaceFetched(initialState(ME), space({ categories: CATEGORIES, channels }));

test("channels stand under their headings, in the space's order; those under none come first", () => {
  const state = made([...CHANNELS, channel("free", { category_id: "gone" })]);
  assert.deepEqual(channelIds(state, state.spaces["s-1"]), ["free", "voice", "desk", "w-1", "w-2"]);
  const [first, second] = sectionsOf(state, state.spaces["s-1"]);
  assert.deepEqual([first.category, second.category.title], [null, "Front desk"]);
});

test("a space opens where one was last, else where there is something to read", () => {
  const state = made();
  const here = state.spaces["s-1"];
  assert.equal(channelToOpen(state, here, "w-2"), "w-2");
  assert.equal(channelToOpen(state, here, "gone"), "desk");
  const mute = made([CHANNELS[2]]);
  assert.equal(channelToOpen(mute, mute.spaces["s-1"], null), "voice");
  const none = made([]);
  assert.equal(channelToOpen(none, none.spaces["s-1"], null), null);
});

test("channels are in no list of chats, and count where they mention one, or as one set them", () => {
  const state = made([
    channel("plain", { last_seq: 5 }),
    channel("named", { last_seq: 4, mention_count: 1 }),
    channel("all", { last_seq: 2, notification_level: "all" }),
    channel("muted", { last_seq: 9, muted_until: "2999-01-01T00:00:00.000Z" }),
  ]);
  assert.deepEqual(listOf(state, { kind: "chats" }, "all", null), []);
  assert.equal(unreadTotals(state, 0).messages, 3);
  assert.deepEqual(spaceBadge(state, "s-1", 0), { count: 3, mentions: 1, unread: true });
});

test("a space in which only muted channels are unread asks for nothing", () => {
  const state = made([channel("muted", { last_seq: 9, muted_until: "2999-01-01T00:00:00.000Z" })]);
  assert.deepEqual(spaceBadge(state, "s-1", 0), { count: 0, mentions: 0, unread: false });
});

test("a channel is moved before another, or to the end of a heading", () => {
  const state = made();
  const order = orderOfSections(sectionsOf(state, state.spaces["s-1"]));
  assert.deepEqual(withChannelMoved(order, "desk", "k-2", "w-2"), [
    { id: "k-1", channels: ["voice"] },
    { id: "k-2", channels: ["w-1", "desk", "w-2"] },
  ]);
  assert.deepEqual(withChannelMoved(order, "desk", null, null)[0], {
    id: null,
    channels: ["desk"],
  });
});

test("steps up and down go over headings, and end where there is nothing more", () => {
  const order = [
    { id: "k-1", channels: ["a", "b"] },
    { id: "k-2", channels: ["c"] },
  ];
  const after = (found) => found?.map(({ channels }) => channels.join(""));
  assert.deepEqual(after(channelStepped(order, "b", -1)), ["ba", "c"]);
  assert.deepEqual(after(channelStepped(order, "a", 1)), ["ba", "c"]);
  assert.deepEqual(after(channelStepped(order, "b", 1)), ["a", "bc"]);
  assert.deepEqual(after(channelStepped(order, "c", -1)), ["abc", ""]);
  assert.equal(channelStepped(order, "a", -1), null);
  assert.equal(channelStepped(order, "c", 1), null);
  assert.deepEqual(after(categoryStepped(order, "k-2", -1)), ["c", "ab"]);
  assert.equal(categoryStepped(order, "k-2", 1), null);
  assert.equal(categoryStepped([{ id: null, channels: [] }, order[0]], "k-1", -1), null);
});
