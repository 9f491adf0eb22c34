import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Unreachable } from "../../../static/js/api/errors.js";
import { Keeper } from "../../../static/js/realtime/keeper.js";
import { connectionChanged } from "../../../static/js/store/account.js";
import { syncLoaded } from "../../../static/js/store/catchup.js";
import { Store } from "../../../static/js/store/store.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

afterEach(() => mock.timers.reset());

const OPEN = { status: "open", attempts: 0 };
const QUIET = { account_cursor: "1", account: {}, conversations: [], removed: [], changes: {} };

/** A page whose chat is known, and a server whose next answers may fail. */
function begun({ loaded = true, failures = 0 } = {}) {
  const room = new Room();
  for (let n = 1; n <= 20; n += 1) room.send(NOOR, `text ${n}`);
  const snapshot = room.snapshot({ limit: 5 });
  const store = new Store(
    loadSnapshot(ME, loaded ? snapshot : { conversations: snapshot.conversations }),
  );
  store.apply(syncLoaded, { ...QUIET, has_more: false });
  let left = failures;
  const answer = (give) =>
    mock.fn(async (...asked) => {
      left -= 1;
      if (left >= 0) throw new Unreachable();
      return structuredClone(give(...asked));
    });
  const api = {
    messages: answer((_id, where) => room.page(where)),
    members: answer(() => room.memberList()),
  };
  return { store, api, keeper: new Keeper(store, api) };
}

test("older messages that did not come are not asked for again at once", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { store, api, keeper } = begun({ failures: 1 });
  // Like the log, which looks at every change whether more is wanted.
  store.subscribe(() => keeper.loadOlder("c-1"));
  keeper.loadOlder("c-1");
  for (let n = 0; n < 5; n += 1) await turn();
  assert.equal(api.messages.mock.callCount(), 1);
  mock.timers.tick(2000);
  for (let n = 0; n < 5; n += 1) await turn();
  assert.equal(api.messages.mock.callCount(), 2);
  assert.equal(store.state.timelines["c-1"].messages.length, 20);
});

test("who asks for older messages that are on their way waits for them", async () => {
  const { api, keeper } = begun();
  assert.deepEqual(await Promise.all([keeper.loadOlder("c-1"), keeper.loadOlder("c-1")]), [
    true,
    true,
  ]);
  assert.equal(api.messages.mock.callCount(), 1);
});

test("members that did not come are asked for again", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { store, keeper } = begun({ loaded: false, failures: 2 });
  store.apply(connectionChanged, OPEN);
  keeper.open("c-1");
  for (let n = 0; n < 5; n += 1) await turn();
  assert.deepEqual(store.state.members, {});
  mock.timers.tick(2000);
  for (let n = 0; n < 5; n += 1) await turn();
  assert.equal(Object.keys(store.state.members["c-1"]).length, 3);
  assert.equal(store.state.timelines["c-1"].loaded, true);
});
