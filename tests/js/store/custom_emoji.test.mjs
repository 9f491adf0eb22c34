import assert from "node:assert/strict";
import { test } from "node:test";
import { spaceFetched } from "../../../static/js/store/catchup.js";
import {
  customEmojiLoaded,
  customEmojiOf,
  customEmojiRequested,
  isCustom,
  reactionOf,
} from "../../../static/js/store/custom_emoji.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { spaceRemoved } from "../../../static/js/store/spaces.js";
import { initialState } from "../../../static/js/store/state.js";
import { ME } from "../server.mjs";
import { space } from "../space.mjs";

const emoji = (id, more = {}) => ({ id, space_id: "s-1", name: `n_${id}`, version: 1, ...more });
const told = (id, d) => ({ ev: "space.emoji", d: { space_id: "s-1", emoji_id: id, emoji: d } });
const here = () => spaceFetched(initialState(ME), space({ members_count: 3, channels: [] }));
const names = (state) =>
  Object.values(state.customEmoji["s-1"].known)
    .map(({ name }) => name)
    .toSorted();

test("an emoji of a space is told from one of Unicode, and found by what one reacts with", () => {
  assert.ok(isCustom(reactionOf(emoji("e-1"))));
  assert.ok(!isCustom("👍"));
  const asked = customEmojiRequested(here(), "s-1");
  assert.equal(customEmojiOf(asked, "s-1", "custom:e-1"), undefined);
  const state = customEmojiLoaded(asked, "s-1", [emoji("e-1")]);
  assert.equal(customEmojiOf(state, "s-1", "custom:e-1").name, "n_e-1");
  assert.equal(customEmojiOf(state, "s-1", "custom:e-2"), null);
  assert.equal(customEmojiOf(state, "s-2", "custom:e-1"), undefined);
});

test("events add, rename and remove them where they were asked for", () => {
  const nowhere = here();
  assert.equal(applyEvent(nowhere, told("e-1", emoji("e-1"))), nowhere);
  let state = customEmojiLoaded(customEmojiRequested(nowhere, "s-1"), "s-1", [emoji("e-1")]);
  state = applyEvent(state, told("e-2", emoji("e-2")));
  state = applyEvent(state, told("e-1", emoji("e-1", { name: "boat", version: 3 })));
  // One that was overtaken.
  state = applyEvent(state, told("e-1", emoji("e-1", { name: "bo", version: 2 })));
  assert.deepEqual(names(state), ["boat", "n_e-2"]);
  state = applyEvent(state, told("e-2", null));
  assert.deepEqual(names(state), ["boat"]);
  assert.deepEqual(spaceRemoved(state, "s-1").customEmoji, {});
});

test("what is told while they are asked for is newer than the answer", () => {
  let state = customEmojiRequested(here(), "s-1");
  state = applyEvent(state, told("e-1", emoji("e-1", { name: "boat", version: 2 })));
  state = applyEvent(state, told("e-2", null));
  state = customEmojiLoaded(state, "s-1", [emoji("e-1"), emoji("e-2"), emoji("e-3")]);
  assert.deepEqual(names(state), ["boat", "n_e-3"]);
  // Asked for again, those that are known stay until the answer is here.
  const again = customEmojiRequested(state, "s-1");
  assert.deepEqual(names(again), ["boat", "n_e-3"]);
  assert.deepEqual(names(customEmojiLoaded(again, "s-1", [emoji("e-3")])), ["n_e-3"]);
});

test("of a space that was left meanwhile nothing is kept", () => {
  const left = spaceRemoved(customEmojiRequested(here(), "s-1"), "s-1");
  assert.equal(customEmojiLoaded(left, "s-1", [emoji("e-1")]), left);
});
