import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalState } from "../../../static/js/store/canonical.js";
import { spaceFetched, syncLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { spaceOrdered } from "../../../static/js/store/spaces.js";
import { initialState } from "../../../static/js/store/state.js";
import { ME } from "../server.mjs";
import { channel, EVERYONE, role, shared, space } from "../space.mjs";

const event = (state, ev, d, more = {}) => applyEvent(state, { ev, d, ...more });
const loaded = (...channels) => spaceFetched(initialState(ME), space({ channels }));
const answer = (account, more = {}) => ({
  account_cursor: "1",
  account,
  conversations: [],
  removed: [],
  changes: {},
  has_more: false,
  ...more,
});

test("a space that is new brings its channels, and takes them with it when it goes", () => {
  const made = space({ channels: [channel("a"), channel("b")] });
  const state = event(initialState(ME), "space.created", made);
  assert.deepEqual(Object.keys(state.conversations), ["a", "b"]);
  assert.equal(state.spaces["s-1"].name, "Harbour Lab");
  assert.ok(!("channels" in state.spaces["s-1"]));
  const gone = event(state, "space.removed", { space_id: "s-1", reason: "left" });
  assert.deepEqual([gone.spaces, gone.conversations, gone.order], [{}, {}, []]);
});

test("another structure means that the space is asked for again, once", () => {
  const state = loaded(channel("a"));
  const other = event(state, "space.updated", shared({ structure: "two", name: "New" }));
  assert.deepEqual(Object.keys(other.staleSpaces), ["s-1"]);
  assert.equal(other.spaces["s-1"].name, "New");
  const mark = other.staleSpaces["s-1"];
  const fresh = space({ structure: "two", channels: [channel("b")] });
  const again = spaceFetched(other, fresh, mark);
  assert.deepEqual(again.staleSpaces, {});
  assert.deepEqual(Object.keys(again.conversations), ["b"]);
  const same = event(again, "space.updated", shared({ structure: "two", members_count: 4 }));
  assert.deepEqual(same.staleSpaces, {});
  assert.equal(same.spaces["s-1"].members_count, 4);
});

test("an answer older than what was heard since takes no channel away and is asked for again", () => {
  const state = loaded(channel("a"));
  const first = event(state, "space.updated", shared({ structure: "two" }));
  const mark = first.staleSpaces["s-1"];
  const second = event(first, "space.updated", shared({ structure: "three" }));
  const late = spaceFetched(second, space({ structure: "two", channels: [] }), mark);
  assert.deepEqual(Object.keys(late.staleSpaces), ["s-1"]);
  assert.ok("a" in late.conversations);
  const last = spaceFetched(late, space({ structure: "three" }), late.staleSpaces["s-1"]);
  assert.deepEqual([last.staleSpaces, last.conversations], [{}, {}]);
});

test("an older name does not come back with an answer that was on its way", () => {
  const renamed = event(loaded(), "space.updated", shared({ name: "New", version: 2 }));
  const late = spaceFetched(renamed, space({ name: "Harbour Lab", version: 1 }));
  assert.equal(late.spaces["s-1"].name, "New");
  const behind = event(late, "space.updated", shared({ name: "Older", version: 1 }));
  assert.equal(behind.spaces["s-1"].name, "New");
});

test("what is one's own comes without roles; other rights mean other channels", () => {
  const state = loaded(channel("a"));
  const named = event(state, "space.updated", { id: "s-1", nickname: "Mi", position: 3 });
  assert.deepEqual([named.spaces["s-1"].nickname, named.spaces["s-1"].position], ["Mi", 3]);
  assert.deepEqual(named.staleSpaces, {});
  const promoted = event(named, "space.updated", { id: "s-1", my_role_ids: ["r-1"] });
  assert.deepEqual(Object.keys(promoted.staleSpaces), ["s-1"]);
  assert.deepEqual(promoted.spaces["s-1"].roles, [EVERYONE]);
});

test("a space that is not known is asked for", () => {
  const state = event(initialState(ME), "space.updated", shared());
  assert.deepEqual(Object.keys(state.staleSpaces), ["s-1"]);
  assert.deepEqual(state.spaces, {});
});

test("sync brings whole spaces, changed channels, and takes away what is gone", () => {
  const first = syncLoaded(
    initialState(ME),
    answer({ spaces: [space({ channels: [channel("a")] })] }),
  );
  assert.ok("a" in first.conversations);
  const row = channel("a", { last_seq: 4, rev: 5 });
  const second = syncLoaded(first, answer({}, { conversations: [row] }));
  assert.equal(second.conversations.a.last_seq, 4);
  assert.equal(second.cursors.a, 5);
  const third = syncLoaded(second, answer({ spaces_removed: ["s-1"] }));
  assert.deepEqual([third.spaces, third.conversations], [{}, {}]);
});

test("sync tells how many are in a space without the space", () => {
  const state = loaded(channel("a"));
  const counts = [
    { id: "s-1", members_count: 7 },
    { id: "s-unknown", members_count: 3 },
  ];
  const next = syncLoaded(state, answer({ space_counts: counts }));
  assert.deepEqual(next.spaces, { "s-1": { ...state.spaces["s-1"], members_count: 7 } });
  assert.deepEqual(next.conversations, state.conversations);
  assert.equal(syncLoaded(next, answer({})).spaces, next.spaces);
});

test("an old snapshot and its events make the fresh one, whatever came twice", () => {
  const steward = role("steward", 1, { colour: "p5" });
  const events = [
    { ev: "space.updated", d: shared({ structure: "two", roles: [steward, EVERYONE] }) },
    { ev: "space.updated", d: { id: "s-1", my_role_ids: ["steward"] } },
    {
      ev: "space.updated",
      d: shared({ structure: "two", roles: [steward, EVERYONE], name: "N", version: 2 }),
    },
  ];
  const fresh = space({
    structure: "two",
    roles: [steward, EVERYONE],
    name: "N",
    version: 2,
    my_role_ids: ["steward"],
    channels: [channel("a", { permissions: ["view"] }), channel("b")],
  });
  let state = loaded(channel("a"));
  for (const frame of [...events, ...events]) state = applyEvent(state, frame);
  state = spaceFetched(state, fresh, state.staleSpaces["s-1"]);
  const expected = canonicalState(spaceFetched(initialState(ME), fresh));
  assert.deepEqual(canonicalState(state), expected);
});

test("a channel that is looked at is brought up to its row, not set to it", () => {
  const open = { ...loaded(channel("a")), pins: { a: [] } };
  const next = spaceFetched(open, space({ channels: [channel("a", { rev: 7, last_seq: 3 })] }));
  assert.equal(next.cursors.a, 1);
  assert.deepEqual(next.stale, { a: "gap" });
});

test("an order is shown before the server has heard of it", () => {
  const categories = [
    { id: "k-1", title: "One", position: 0 },
    { id: "k-2", title: "Two", position: 1 },
  ];
  const channels = [channel("a", { category_id: "k-1" }), channel("b", { category_id: "k-2" })];
  const state = spaceFetched(initialState(ME), space({ categories, channels }));
  const moved = spaceOrdered(state, "s-1", [
    { id: "k-2", channels: ["b", "a"] },
    { id: "k-1", channels: [] },
  ]);
  assert.deepEqual(
    moved.spaces["s-1"].categories.map(({ position }) => position),
    [1, 0],
  );
  assert.deepEqual([moved.conversations.a.category_id, moved.conversations.a.position], ["k-2", 1]);
});
