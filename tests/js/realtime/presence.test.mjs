import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ApiError, Unreachable } from "../../../static/js/api/errors.js";
import { PresenceWatch } from "../../../static/js/realtime/presence.js";
import { connectionChanged } from "../../../static/js/store/account.js";
import { syncLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { membersLoaded, membersRequested } from "../../../static/js/store/members.js";
import { presenceOf } from "../../../static/js/store/presence.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

const AWAY_MS = 5 * 60_000;
const seen = (id, status) => ({ user_id: id, status, last_seen_at: null, custom_status: "" });

function begun() {
  globalThis.window = new EventTarget();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  // All that is left to chance comes as soon as it may.
  mock.method(Math, "random", () => 0);
  const group = new Room({ id: "c-group", members: [ME, TOMASZ] });
  const dm = new Room({ id: "c-dm", type: "DM", members: [ME, NOOR] });
  const store = new Store(initialState(ME));
  const server = {
    failure: null,
    statuses: {},
    async call(op, d) {
      if (server.failure) throw server.failure;
      if (op !== "presence.watch") return seen(ME.id, d.status);
      return { presences: d.user_ids.map((id) => seen(id, server.statuses[id] ?? "offline")) };
    },
  };
  const socket = { call: mock.fn(server.call) };
  const api = { setPresence: mock.fn(async (status) => seen(ME.id, status)) };
  const presence = new PresenceWatch(store, socket, api);
  const asked = (op) =>
    socket.call.mock.calls
      .filter((call) => call.arguments[0] === op)
      .map((call) => call.arguments[1]);
  const world = {
    store,
    server,
    api,
    presence,
    watched: () => asked("presence.watch").map((d) => d.user_ids),
    said: () => asked("presence.set"),
    async pass(ms) {
      mock.timers.tick(ms);
      for (let n = 0; n < 3; n += 1) await turn();
    },
    async line(status, attempts = 0) {
      store.apply(connectionChanged, { status, attempts });
      await turn();
    },
    async open() {
      store.apply(syncLoaded, {
        account_cursor: "1",
        account: {},
        conversations: [group.conversation(), dm.conversation()],
        removed: [],
        changes: {},
        has_more: false,
      });
      await world.line("open");
      await world.pass(300);
    },
    async show(id) {
      presence.open(id);
      store.apply(membersRequested, id);
      store.apply(membersLoaded, id, (id === group.id ? group : dm).memberList());
      await turn();
      await world.pass(300);
    },
    hear(frame) {
      store.apply(applyEvent, frame);
      presence.heard(frame);
    },
    input: () => window.dispatchEvent(new Event("keydown")),
  };
  return world;
}

const statusOf = ({ store }, user) => presenceOf(store.state, user.id)?.status ?? null;

test("who comes on screen is watched, once the line is open", async () => {
  const world = begun();
  world.server.statuses[NOOR.id] = "online";
  await world.pass(1000);
  assert.deepEqual(world.watched(), []);
  await world.open();
  assert.deepEqual(world.watched(), [[ME.id, NOOR.id]]);
  assert.equal(statusOf(world, NOOR), "online");
  await world.show("c-group");
  assert.deepEqual(world.watched()[1], [ME.id, NOOR.id, TOMASZ.id]);
});

test("nobody is asked for again as long as all are watched", async () => {
  const world = begun();
  await world.open();
  await world.show("c-group");
  await world.show("c-dm");
  world.presence.open(null);
  await world.pass(10_000);
  assert.equal(world.watched().length, 2);
});

test("what is heard while the answer is on its way is newer than the answer", async () => {
  const world = begun();
  await world.open();
  world.presence.open("c-group");
  world.hear({ ev: "resync", d: { reason: "gap" } });
  mock.timers.tick(300);
  world.hear({ ev: "presence", d: seen(NOOR.id, "dnd") });
  await turn();
  assert.equal(world.watched().length, 2);
  assert.equal(statusOf(world, NOOR), "dnd");
});

test("after a reconnect and after a loss on the server all are watched anew", async () => {
  const world = begun();
  await world.open();
  await world.line("waiting", 1);
  world.server.statuses[NOOR.id] = "away";
  await world.line("open");
  await world.pass(300);
  assert.equal(world.watched().length, 2);
  assert.equal(statusOf(world, NOOR), "away");
  world.hear({ ev: "resync", d: { reason: "gap" } });
  await world.pass(300);
  assert.equal(world.watched().length, 3);
});

test("a refusal that passes is asked again, a lost line waits for the next", async () => {
  const world = begun();
  world.server.failure = new ApiError({ code: "rate_limited", status: 429, retry_after: 2 });
  await world.open();
  assert.equal(world.watched().length, 1);
  world.server.failure = new Unreachable();
  await world.pass(2000);
  assert.equal(world.watched().length, 2);
  await world.pass(60_000);
  assert.equal(world.watched().length, 2);
});

test("five minutes without input are away, the next input is back", async () => {
  const world = begun();
  await world.open();
  await world.pass(AWAY_MS - 60_000);
  world.input();
  await world.pass(AWAY_MS - 60_000);
  assert.deepEqual(world.said(), []);
  await world.pass(60_000);
  assert.deepEqual(world.said(), [{ status: "away", automatic: true }]);
  await world.pass(AWAY_MS);
  world.input();
  world.input();
  await world.pass(0);
  assert.deepEqual(world.said().slice(1), [{ status: "online", automatic: true }]);
});

test("who is away says so again on a new line", async () => {
  const world = begun();
  await world.open();
  await world.pass(AWAY_MS + 1000);
  await world.line("waiting", 1);
  await world.line("open");
  assert.deepEqual(
    world.said().map(({ status }) => status),
    ["away", "away"],
  );
});

test("what a person chooses is said for all devices and shown at once", async () => {
  const world = begun();
  await world.open();
  await world.presence.choose("dnd");
  assert.deepEqual(world.api.setPresence.mock.calls[0].arguments, ["dnd"]);
  assert.equal(statusOf(world, ME), "dnd");
});

test("who chose to be away is not made present by moving the mouse", async () => {
  const world = begun();
  await world.open();
  await world.presence.choose("away");
  await world.pass(AWAY_MS + 1000);
  world.input();
  await world.pass(0);
  assert.deepEqual(
    world.said().map(({ status }) => status),
    ["away"],
  );
  await world.presence.choose("online");
  await world.pass(AWAY_MS);
  world.input();
  await world.pass(0);
  assert.equal(world.said().at(-1).status, "online");
});

test("a page at rest has one timer, of half a minute at least", async () => {
  const world = begun();
  await world.open();
  mock.timers.reset();
  const started = mock.method(globalThis, "setTimeout", () => 0);
  for (let n = 0; n < 100; n += 1) world.input();
  assert.equal(started.mock.callCount(), 0);
  started.mock.restore();
});
