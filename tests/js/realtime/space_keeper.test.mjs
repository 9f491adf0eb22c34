import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { SpaceKeeper } from "../../../static/js/realtime/space_keeper.js";
import { connectionChanged } from "../../../static/js/store/account.js";
import { spaceFetched, syncLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { spaceRemoved } from "../../../static/js/store/spaces.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { ME, NOOR } from "../server.mjs";
import { channel, member, shared, space } from "../space.mjs";

const QUIET = { account: {}, conversations: [], removed: [], changes: {}, has_more: false };

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** A page with one space of so many members, and chance that always takes the longest wait. */
function begun({ members_count = 3 } = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 1);
  const state = spaceFetched(initialState(ME), space({ members_count, channels: [channel("a")] }));
  const timeline = { messages: [{ seq: 1, sender_id: NOOR.id }] };
  const store = new Store({ ...state, timelines: { a: timeline } });
  const answers = { nickname: "Captain" };
  const api = {
    spaces: {
      space: mock.fn(async () => space({ members_count, structure: "two" })),
      member: mock.fn(async (_space, id) =>
        member(id === ME.id ? ME : NOOR, { nickname: answers.nickname }),
      ),
    },
  };
  const keeper = new SpaceKeeper(store, api);
  store.apply(connectionChanged, { status: "open", attempts: 0 });
  return { store, api: api.spaces, keeper, answers };
}

async function pass(ms) {
  for (let n = 0; n < 10; n += 1) await turn();
  mock.timers.tick(ms);
  for (let n = 0; n < 10; n += 1) await turn();
}

test("the more are in a space, the longer the time in which each asks what changed", async () => {
  for (const [members_count, ms] of [
    [100, 500],
    [1500, 7500],
    [50_000, 10_000],
  ]) {
    const { store, api } = begun({ members_count });
    store.apply(applyEvent, {
      ev: "space.updated",
      d: shared({ members_count, structure: "two" }),
    });
    await pass(ms - 1);
    assert.equal(api.space.mock.callCount(), 0);
    await pass(1);
    assert.equal(api.space.mock.callCount(), 1);
    mock.timers.reset();
    mock.restoreAll();
  }
});

test("what changed for oneself alone is asked for at once", async () => {
  const { store, api } = begun({ members_count: 50_000 });
  store.apply(applyEvent, { ev: "space.updated", d: { id: "s-1", my_role_ids: ["r-1"] } });
  await pass(0);
  assert.equal(api.space.mock.callCount(), 1);
});

test("a space that was left while it was asked for does not come back", async () => {
  const { store, keeper } = begun();
  const coming = keeper.refresh("s-1");
  store.apply(spaceRemoved, "s-1");
  await coming;
  assert.deepEqual([store.state.spaces, store.state.conversations], [{}, {}]);
});

test("those who speak are looked up again after an absence", async () => {
  const { store, api, keeper, answers } = begun();
  keeper.open("a");
  await pass(0);
  assert.equal(store.state.spaceMembers["s-1"][NOOR.id].nickname, "Captain");
  assert.equal(api.member.mock.callCount(), 2);
  answers.nickname = "Pilot";
  store.apply(connectionChanged, { status: "catching_up", attempts: 0 });
  store.apply(syncLoaded, { ...QUIET, account_cursor: "2" });
  store.apply(connectionChanged, { status: "open", attempts: 0 });
  await pass(0);
  assert.equal(store.state.spaceMembers["s-1"][NOOR.id].nickname, "Pilot");
  assert.equal(api.member.mock.callCount(), 4);
});

test("an answer from before an absence is not kept, and asked for again", async () => {
  const { store, api, keeper } = begun();
  const waiting = [];
  api.member.mock.mockImplementation(
    (_space, id) => new Promise((resolve) => waiting.push([id, resolve])),
  );
  const answer = (nickname) => {
    for (const [id, resolve] of waiting.splice(0))
      resolve(member(id === ME.id ? ME : NOOR, { nickname }));
  };
  keeper.open("a");
  await pass(0);
  store.apply(syncLoaded, { ...QUIET, account_cursor: "2" });
  await pass(0);
  answer("Captain");
  await pass(0);
  assert.deepEqual(store.state.spaceMembers["s-1"], {});
  answer("Pilot");
  await pass(0);
  assert.equal(store.state.spaceMembers["s-1"][NOOR.id].nickname, "Pilot");
});
