import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Unreachable } from "../../../static/js/api/errors.js";
import { Keeper } from "../../../static/js/realtime/keeper.js";
import { connectionChanged } from "../../../static/js/store/account.js";
import { syncLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
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
    messages: answer((_id, where) => pageOf(room, where)),
    members: answer(() => room.memberList()),
    pins: answer(() => room.pinList()),
  };
  return { room, store, api, keeper: new Keeper(store, api) };
}

function pageOf(room, where) {
  if (where.after !== undefined) return room.after(where.after, where.limit);
  if (where.around !== undefined) return room.around(where.around, where.limit);
  return room.page(where);
}

test("older messages that did not come are not asked for again at once", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { store, api, keeper } = begun({ failures: 1 });
  // Like the log, which looks at every change whether more is wanted.
  store.subscribe(() => keeper.windows.loadOlder("c-1"));
  keeper.windows.loadOlder("c-1");
  for (let n = 0; n < 5; n += 1) await turn();
  assert.equal(api.messages.mock.callCount(), 1);
  mock.timers.tick(2000);
  for (let n = 0; n < 5; n += 1) await turn();
  assert.equal(api.messages.mock.callCount(), 2);
  assert.equal(store.state.timelines["c-1"].messages.length, 20);
});

test("who asks for older messages that are on their way waits for them", async () => {
  const { api, keeper } = begun();
  assert.deepEqual(
    await Promise.all([keeper.windows.loadOlder("c-1"), keeper.windows.loadOlder("c-1")]),
    [true, true],
  );
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

test("a chat opens where its reader left off, and goes to the newest when asked", async () => {
  const { room, store, keeper } = begun({ loaded: false });
  for (let n = 21; n <= 200; n += 1) store.apply(applyEvent, room.send(NOOR, `text ${n}`));
  store.apply(connectionChanged, OPEN);
  keeper.open("c-1");
  for (let n = 0; n < 5; n += 1) await turn();
  const first = store.state.timelines["c-1"];
  assert.equal(first.has_after, true);
  assert.ok(first.from_seq <= 1 && first.to_seq >= 25);
  // Asked for at the same time, pages come one after the other and leave no hole.
  const { windows } = keeper;
  await Promise.all([
    windows.loadNewer("c-1"),
    windows.loadNewest("c-1"),
    windows.loadOlder("c-1"),
  ]);
  const { from_seq, to_seq, has_after, messages } = store.state.timelines["c-1"];
  assert.deepEqual([to_seq, has_after], [200, false]);
  assert.equal(messages.length, to_seq - from_seq + 1);
});

test("timelines that nobody looks at do not grow without bound", async () => {
  const { room, store, keeper } = begun();
  keeper.open(null);
  store.apply(connectionChanged, OPEN);
  for (let n = 21; n <= 1000; n += 1) {
    store.apply(applyEvent, room.send(NOOR, `text ${n}`));
    await Promise.resolve();
  }
  await turn();
  const { messages, to_seq, has_after } = store.state.timelines["c-1"];
  assert.ok(messages.length <= 400);
  assert.deepEqual([to_seq, has_after], [1000, false]);
});

test("what is offered is asked for again, at some moment after it changed, and once for two changes", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { store, api } = begun();
  api.config = mock.fn(async () => ({ features: { polls: false }, features_in_spaces: {} }));
  store.apply(connectionChanged, OPEN);
  const rest = async () => {
    for (let n = 0; n < 5; n += 1) await turn();
  };
  await rest();
  assert.equal(api.config.mock.callCount(), 0);
  for (let n = 0; n < 2; n += 1) store.apply(applyEvent, { ev: "features.updated", d: {} });
  await rest();
  assert.equal(api.config.mock.callCount(), 0);
  mock.timers.tick(10_000);
  await rest();
  assert.equal(api.config.mock.callCount(), 1);
  assert.equal(store.state.features.everywhere.polls, false);
  mock.timers.tick(60_000);
  await rest();
  assert.equal(api.config.mock.callCount(), 1);
});
