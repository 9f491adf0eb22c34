import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ApiError } from "../../../static/js/api/errors.js";
import { CustomEmojiKeeper } from "../../../static/js/realtime/custom_emoji.js";
import { connectionChanged } from "../../../static/js/store/account.js";
import { spaceFetched } from "../../../static/js/store/catchup.js";
import { spaceMembersForgotten } from "../../../static/js/store/space_members.js";
import { spaceRemoved } from "../../../static/js/store/spaces.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { ME } from "../server.mjs";
import { space } from "../space.mjs";

const PAGES = { first: { results: [{ id: "e-1", version: 1 }], next: "second" } };
const LAST = { results: [{ id: "e-2", version: 1 }], next: null };

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** A page with one space, and chance that always takes the longest wait. */
function begun() {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 1);
  const members = { members_count: 1000, channels: [] };
  const store = new Store(spaceFetched(initialState(ME), space(members)));
  const http = { get: mock.fn(async (_path, { cursor }) => (cursor ? LAST : PAGES.first)) };
  const keeper = new CustomEmojiKeeper(store, http);
  return { store, http, keeper, connect: () => store.apply(connectionChanged, OPEN) };
}

const OPEN = { status: "open", attempts: 0 };

async function pass(ms) {
  for (let n = 0; n < 10; n += 1) await turn();
  mock.timers.tick(ms);
  for (let n = 0; n < 10; n += 1) await turn();
}

test("they are asked for once, all of them, when there is a line", async () => {
  const { store, http, keeper, connect } = begun();
  keeper.want("s-1");
  keeper.want("s-2");
  await pass(0);
  assert.equal(http.get.mock.callCount(), 0);
  connect();
  await pass(0);
  keeper.want("s-1");
  await pass(0);
  assert.deepEqual(
    http.get.mock.calls.map(({ arguments: [path, { cursor }] }) => [path, cursor]),
    [
      ["/spaces/s-1/emoji", null],
      ["/spaces/s-1/emoji", "second"],
    ],
  );
  assert.deepEqual(Object.keys(store.state.customEmoji["s-1"].known), ["e-1", "e-2"]);
});

test("after a time without a line they are asked for again, not by all in one moment", async () => {
  const { store, http, keeper, connect } = begun();
  connect();
  keeper.want("s-1");
  await pass(0);
  store.apply(spaceMembersForgotten);
  await pass(4999);
  assert.equal(http.get.mock.callCount(), 2);
  await pass(1);
  assert.equal(http.get.mock.callCount(), 4);
  store.apply(spaceRemoved, "s-1");
  store.apply(spaceMembersForgotten);
  await pass(60_000);
  assert.equal(http.get.mock.callCount(), 4);
});

test("what failed is tried again later", async () => {
  const { store, http, keeper, connect } = begun();
  http.get.mock.mockImplementationOnce(async () => {
    throw new ApiError({ status: 503, code: "unavailable" });
  });
  connect();
  keeper.want("s-1");
  await pass(0);
  assert.equal(store.state.customEmoji["s-1"].known, null);
  await pass(60_000);
  await pass(0);
  assert.deepEqual(Object.keys(store.state.customEmoji["s-1"].known), ["e-1", "e-2"]);
});
