import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ApiError } from "../../../static/js/api/errors.js";
import { Shelf } from "../../../static/js/offline/shelf.js";
import { Live } from "../../../static/js/realtime/live.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { ME, NOOR } from "../server.mjs";
import { FakeStorage } from "../storage.mjs";

afterEach(() => mock.timers.reset());

class FakeWebSocket extends EventTarget {
  static OPEN = 1;
  static last = null;
  readyState = 1;
  sent = [];

  constructor() {
    super();
    FakeWebSocket.last = this;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  receive(frame) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) }));
  }
}

const NOTHING_NEW = {
  account_cursor: "1",
  account: {},
  conversations: [],
  removed: [],
  changes: {},
  has_more: false,
};

function begun(sync = async () => NOTHING_NEW) {
  globalThis.WebSocket = FakeWebSocket;
  globalThis.window = new EventTarget();
  mock.timers.enable({ apis: ["setTimeout"] });
  const store = new Store(initialState(ME));
  const api = { sync: mock.fn(sync) };
  const shelf = new Shelf(new FakeStorage(), "pending.");
  const live = new Live({ store, api, url: "ws://here/ws/v1", shelf });
  live.start();
  return { store, api, live, socket: FakeWebSocket.last };
}

const greet = (socket, user) => socket.receive({ ev: "hello", d: { user_id: user.id } });

test("nothing goes out as somebody else who signed in on the same browser", async () => {
  const { store, api, live, socket } = begun();
  greet(socket, NOOR);
  live.outbox.send("c-1", "private", null);
  await turn();
  assert.deepEqual(socket.sent, []);
  assert.equal(api.sync.mock.callCount(), 0);
  assert.deepEqual(store.state.connection, { status: "closed", attempts: 0, reason: "signed_out" });
  assert.equal(Object.keys(store.state.pending).length, 1);
});

test("a form token of an earlier session ends in a word about it, not in endless tries", async () => {
  const { store, api, socket } = begun(async () => {
    throw new ApiError({ code: "csrf_failed", status: 403 });
  });
  greet(socket, ME);
  await turn();
  assert.equal(store.state.connection.reason, "signed_out");
  mock.timers.tick(600_000);
  await turn();
  assert.equal(api.sync.mock.callCount(), 1);
});

test("while catching up fails the page counts as reconnecting", async () => {
  let down = true;
  const { store, api, socket } = begun(async () => {
    if (down) throw new ApiError({ code: "unavailable", status: 503, retry_after: 1 });
    return NOTHING_NEW;
  });
  greet(socket, ME);
  await turn();
  assert.deepEqual(store.state.connection, { status: "catching_up", attempts: 1 });
  down = false;
  mock.timers.tick(999);
  await turn();
  assert.equal(api.sync.mock.callCount(), 1);
  mock.timers.tick(501);
  await turn();
  assert.deepEqual(store.state.connection, { status: "open", attempts: 0 });
});

test("a server that accepts and then says nothing is left", () => {
  const { store } = begun();
  mock.timers.tick(15_000);
  assert.equal(store.state.connection.status, "waiting");
});

test("a line that broke is dropped at once, and taken up again when the network is back", () => {
  const { store, socket } = begun();
  greet(socket, ME);
  window.dispatchEvent(new Event("offline"));
  assert.equal(store.state.connection.status, "waiting");
  window.dispatchEvent(new Event("online"));
  assert.notEqual(FakeWebSocket.last, socket);
  assert.equal(store.state.connection.status, "connecting");
});
