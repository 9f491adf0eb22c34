import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { ApiError, Unreachable } from "../../../static/js/api/errors.js";
import { TypingSignals } from "../../../static/js/realtime/typing.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { Store } from "../../../static/js/store/store.js";
import { typingIn } from "../../../static/js/store/typing.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

afterEach(() => mock.timers.reset());

function begun(answer = async () => ({})) {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const room = new Room();
  const store = new Store(loadSnapshot(ME, room.snapshot()));
  const socket = { call: mock.fn(answer) };
  const typing = new TypingSignals(store, socket);
  const said = () => socket.call.mock.calls.map(({ arguments: [, d] }) => d.active);
  const hear = (frame) => {
    store.apply(applyEvent, frame);
    typing.heard(frame);
  };
  const types = (user, active = true) =>
    hear({ ev: "typing", c: "c-1", d: { user_id: user.id, active, expires_in: 6 } });
  return { room, store, socket, typing, said, hear, types };
}

test("typing is said at the first keystroke and then every four seconds", () => {
  const { socket, typing, said } = begun();
  for (let key = 0; key < 50; key += 1) {
    typing.typed("c-1");
    mock.timers.tick(200);
  }
  assert.deepEqual(said(), [true, true, true]);
  assert.deepEqual(socket.call.mock.calls[0].arguments, [
    "typing",
    { conversation_id: "c-1", active: true },
  ]);
  typing.typed("c-2");
  assert.equal(said().length, 4);
});

test("stopping is said once, and only after typing; then typing begins anew", () => {
  const { typing, said } = begun();
  typing.stopped("c-1");
  assert.deepEqual(said(), []);
  typing.typed("c-1");
  typing.stopped("c-1");
  typing.stopped("c-1");
  typing.typed("c-1");
  assert.deepEqual(said(), [true, false, true]);
});

test("a hint that cannot be given is no failure", async () => {
  for (const error of [new Unreachable(), new ApiError({ code: "rate_limited", status: 429 })]) {
    const { typing } = begun(async () => {
      throw error;
    });
    typing.typed("c-1");
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.reset();
  }
});

test("who types is forgotten in time, and later when it is said again", () => {
  const { store, types } = begun();
  types(NOOR);
  mock.timers.tick(5000);
  types(NOOR);
  mock.timers.tick(5000);
  assert.deepEqual(typingIn(store.state, "c-1"), [NOOR.id]);
  mock.timers.tick(1000);
  assert.deepEqual(typingIn(store.state, "c-1"), []);
});

test("timers run only while somebody else types", () => {
  const { room, typing, hear, types } = begun();
  types(ME);
  assert.equal(typing.ends.size, 0);
  types(NOOR);
  types(TOMASZ);
  assert.equal(typing.ends.size, 2);
  hear(room.send(NOOR, "done"));
  types(TOMASZ, false);
  assert.equal(typing.ends.size, 0);
});

test("when the line is lost nobody types, and we say it anew on the next one", () => {
  const { store, typing, said, types } = begun();
  types(NOOR);
  typing.typed("c-1");
  typing.forget();
  assert.deepEqual(store.state.typing, {});
  assert.equal(typing.ends.size, 0);
  typing.typed("c-1");
  assert.deepEqual(said(), [true, true]);
});

test("a message that waits for an earlier one does not keep its sender typing for ever", () => {
  const { room, store, hear, types } = begun();
  types(NOOR);
  room.send(TOMASZ, "not heard");
  hear(room.send(NOOR, "too early"));
  assert.deepEqual(typingIn(store.state, "c-1"), [NOOR.id]);
  mock.timers.tick(6000);
  assert.deepEqual(typingIn(store.state, "c-1"), []);
});
