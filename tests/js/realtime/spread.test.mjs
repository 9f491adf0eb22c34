// What reaches many pages in the same instant must not make all of them ask in the same instant.
import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ApiError } from "../../../static/js/api/errors.js";
import { Keeper } from "../../../static/js/realtime/keeper.js";
import { Socket } from "../../../static/js/realtime/socket.js";
import { connectionChanged } from "../../../static/js/store/account.js";
import { syncLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { Store } from "../../../static/js/store/store.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

const QUIET = { account_cursor: "1", account: {}, conversations: [], removed: [], changes: {} };
const NOTHING_NEW = { ...QUIET, has_more: false };

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** A page with one chat of so many members, and chance that always takes the longest wait. */
function begun({ members = 1000, messages = 1, failure = null } = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const chance = { value: 1 };
  mock.method(Math, "random", () => chance.value);
  const room = new Room();
  for (let n = 1; n <= messages; n += 1) room.send(NOOR, "hello");
  const store = new Store(loadSnapshot(ME, room.snapshot({ limit: 5 })));
  store.apply(syncLoaded, NOTHING_NEW);
  const conversation = { ...store.state.conversations["c-1"], members_count: members };
  store.apply((state) => ({ ...state, conversations: { "c-1": conversation } }));
  const api = {
    sync: mock.fn(async () => {
      if (failure) throw failure;
      return NOTHING_NEW;
    }),
    changes: mock.fn(async (_id, since) => room.changes(since)),
    conversation: mock.fn(async () => room.conversation()),
    members: async () => room.memberList(),
    pins: mock.fn(async () => room.pinList()),
  };
  const keeper = new Keeper(store, api);
  store.apply(connectionChanged, { status: "open", attempts: 0 });
  return { room, store, api, keeper, chance };
}

async function pass(ms) {
  for (let n = 0; n < 10; n += 1) await turn();
  mock.timers.tick(ms);
  for (let n = 0; n < 10; n += 1) await turn();
}

test("told that everybody missed something, a page syncs at a time of its own", async () => {
  const { store, api } = begun();
  store.apply(applyEvent, { ev: "resync", d: { reason: "gap" } });
  await pass(9999);
  assert.equal(api.sync.mock.callCount(), 0);
  await pass(1);
  assert.equal(api.sync.mock.callCount(), 1);
  assert.equal(store.state.resync, false);
});

test("what changed on another device of the same person is asked for at once", async () => {
  const { store, api } = begun();
  store.apply(applyEvent, { ev: "account.updated", d: { part: "conversations" } });
  await pass(0);
  assert.equal(api.sync.mock.callCount(), 1);
});

test("told that one chat missed something, only its changes are asked for", async () => {
  const { store, api } = begun();
  const d = { reason: "gap", conversation_id: "c-1" };
  store.apply(applyEvent, { ev: "resync", d });
  await pass(4999);
  assert.equal(api.changes.mock.callCount(), 0);
  await pass(1);
  assert.equal(api.changes.mock.callCount(), 1);
  assert.equal(api.sync.mock.callCount(), 0);
  assert.deepEqual(store.state.stale, {});
});

test("in a small chat a missed event is asked for soon, in a large one a little later", async () => {
  for (const [members, ms] of [
    [3, 265],
    [1000, 2250],
  ]) {
    const { room, store, api } = begun({ members });
    room.send(NOOR, "missed");
    store.apply(applyEvent, room.send(NOOR, "seen"));
    await pass(ms - 1);
    assert.equal(api.changes.mock.callCount(), 0);
    await pass(1);
    assert.equal(api.changes.mock.callCount(), 1);
    mock.timers.reset();
    mock.restoreAll();
  }
});

test("when a large channel is archived its readers do not ask all at once", async () => {
  const { store, api, keeper, room } = begun({ members: 5000 });
  keeper.open("c-1");
  const d = { id: "c-1", archived_at: "2026-11-21T12:00:00.000Z" };
  store.apply(applyEvent, { ev: "conversation.updated", c: "c-1", rev: room.rev + 1, d });
  await pass(9999);
  assert.equal(api.conversation.mock.callCount(), 0);
  await pass(1);
  assert.equal(api.conversation.mock.callCount(), 1);
});

test("a sync that the server cannot take is asked for again when it said, not sooner", async () => {
  const failure = new ApiError({ code: "unavailable", status: 503, retry_after: 6 });
  const { store, api, chance } = begun({ failure });
  chance.value = 0;
  store.apply(applyEvent, { ev: "resync", d: { reason: "gap" } });
  await pass(0);
  assert.equal(api.sync.mock.callCount(), 1);
  await pass(5999);
  assert.equal(api.sync.mock.callCount(), 1);
  await pass(1);
  assert.equal(api.sync.mock.callCount(), 2);
});

test("sent away with everybody else, a page waits longer than after a break of its own", async () => {
  for (const [code, ms] of [
    [1006, 1000],
    [1012, 4000],
    [1013, 4000],
  ]) {
    mock.timers.enable({ apis: ["setTimeout"] });
    mock.method(Math, "random", () => 1);
    const opened = [];
    globalThis.window = new EventTarget();
    globalThis.WebSocket = class extends EventTarget {
      constructor() {
        super();
        opened.push(this);
      }
    };
    const callbacks = { onEvent: () => undefined, onStatus: () => undefined };
    new Socket({ url: "ws://here", ...callbacks }).connect();
    opened[0].dispatchEvent(Object.assign(new Event("close"), { code }));
    mock.timers.tick(ms - 1);
    assert.equal(opened.length, 1);
    mock.timers.tick(1);
    assert.equal(opened.length, 2);
    mock.timers.reset();
    mock.restoreAll();
  }
});

test("when something old is pinned in a large chat its readers do not ask for the pins all at once", async () => {
  const { room, store, api, keeper } = begun({ messages: 10 });
  keeper.open("c-1");
  await pass(0);
  assert.equal(api.pins.mock.callCount(), 1);
  store.apply(applyEvent, room.pin(NOOR, 1));
  await pass(4999);
  assert.equal(api.pins.mock.callCount(), 1);
  await pass(1);
  assert.equal(api.pins.mock.callCount(), 2);
  assert.deepEqual(
    store.state.pins["c-1"].map(({ seq }) => seq),
    [1],
  );
});
