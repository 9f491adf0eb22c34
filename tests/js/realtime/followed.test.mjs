import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Unreachable } from "../../../static/js/api/errors.js";
import { FollowedThreads } from "../../../static/js/realtime/followed.js";
import { connectionChanged } from "../../../static/js/store/account.js";
import { newsFor } from "../../../static/js/store/gathered.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { ME } from "../server.mjs";

afterEach(() => mock.timers.reset());

test("threads are asked for once the page is there, again when some may be missing, and until they come", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const store = new Store({ ...initialState(ME), booted: true });
  let failures = 1;
  const get = mock.fn(async () => {
    failures -= 1;
    if (failures >= 0) throw new Unreachable();
    return { results: [], next: null };
  });
  const pass = async (ms) => {
    for (let n = 0; n < 5; n += 1) await turn();
    mock.timers.tick(ms);
    for (let n = 0; n < 5; n += 1) await turn();
  };
  new FollowedThreads(store, { get });
  await pass(60_000);
  assert.equal(get.mock.callCount(), 0);
  store.apply(connectionChanged, { status: "open", attempts: 0 });
  await pass(1000);
  assert.equal(get.mock.callCount(), 1);
  assert.equal(store.state.followed, null);
  await pass(60_000);
  await pass(1000);
  assert.equal(get.mock.callCount(), 2);
  assert.deepEqual(store.state.followed, {});
  await pass(60_000);
  assert.equal(get.mock.callCount(), 2);
  store.apply(newsFor, "threads");
  await pass(10_000);
  assert.equal(get.mock.callCount(), 3);
});
