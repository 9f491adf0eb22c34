import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ApiError, Unreachable } from "../../../static/js/api/errors.js";
import { Shelf } from "../../../static/js/offline/shelf.js";
import { Outbox } from "../../../static/js/realtime/outbox.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { ME } from "../server.mjs";
import { FakeStorage } from "../storage.mjs";

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** An outbox at a server that refuses what `refuse` names, and keeps what was sent. */
function begun() {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  mock.method(Math, "random", () => 1);
  const server = { sent: [], tried: [], refuse: [] };
  const socket = {
    ready: true,
    async call(_op, d) {
      server.tried.push(d.body);
      const error = server.refuse.shift();
      if (error) throw error;
      server.sent.push(d);
      const { client_id, conversation_id, body } = d;
      return { client_id, conversation_id, body, id: client_id, seq: 1, rev: 1, sender_id: ME.id };
    },
  };
  const store = new Store(initialState(ME));
  const shelf = new Shelf(new FakeStorage(), "pending.");
  return { server, socket, store, outbox: new Outbox(store, socket, shelf) };
}

const refusal = (code, retry_after) =>
  new ApiError({ code, status: code === "unavailable" ? 503 : 429, retry_after });

async function settle() {
  for (let n = 0; n < 20; n += 1) await turn();
}

for (const code of ["rate_limited", "unavailable"]) {
  test(`a message refused as ${code} waits, and goes out once, before those behind it`, async () => {
    const { server, store, outbox } = begun();
    server.refuse.push(refusal(code, 4));
    outbox.send("c-1", "first", null);
    await settle();
    outbox.send("c-1", "second", null);
    outbox.send("c-2", "elsewhere", null);
    await settle();
    assert.deepEqual(server.tried, ["first"]);
    const [first] = Object.values(store.state.pending);
    assert.equal(first.state, "pending");
    mock.timers.tick(3999);
    await settle();
    assert.deepEqual(server.tried, ["first"]);
    mock.timers.tick(2001);
    await settle();
    assert.deepEqual(
      server.sent.filter(({ conversation_id: id }) => id === "c-1").map(({ body }) => body),
      ["first", "second"],
    );
    assert.equal(server.sent.length, 3);
    assert.equal(server.sent.find(({ body }) => body === "first").client_id, first.client_id);
  });
}

test("a server that names no time is asked less and less often", async () => {
  const { server, outbox } = begun();
  server.refuse.push(refusal("unavailable"), refusal("unavailable"), refusal("unavailable"));
  outbox.send("c-1", "patient", null);
  await settle();
  for (const [ms, tries] of [
    [1000, 2],
    [1000, 2],
    [1000, 3],
    [3999, 3],
    [1, 4],
  ]) {
    mock.timers.tick(ms);
    await settle();
    assert.equal(server.tried.length, tries);
  }
  assert.equal(server.sent.length, 1);
});

test("slow mode holds its own conversation alone", async () => {
  const { server, outbox } = begun();
  server.refuse.push(refusal("slow_mode", 30));
  outbox.send("c-1", "slowly", null);
  await settle();
  outbox.send("c-2", "at once", null);
  await settle();
  assert.deepEqual(
    server.sent.map(({ body }) => body),
    ["at once"],
  );
  assert.equal(outbox.waitUntil("c-1"), 30_000);
  mock.timers.tick(30_000);
  await settle();
  assert.equal(server.sent.length, 2);
});

test("what was on its way when the line broke goes out with the next, under the same id", async () => {
  const { server, socket, outbox } = begun();
  server.refuse.push(new Unreachable());
  outbox.send("c-1", "first", null);
  outbox.send("c-1", "second", null);
  await settle();
  socket.ready = false;
  mock.timers.tick(600_000);
  await settle();
  assert.deepEqual(server.tried, ["first"]);
  socket.ready = true;
  outbox.flush();
  await settle();
  assert.deepEqual(server.tried, ["first", "first", "second"]);
  assert.equal(new Set(server.sent.map(({ client_id }) => client_id)).size, 2);
});

test("a refusal that does not pass is told, and what is behind goes on", async () => {
  const { server, store, outbox } = begun();
  server.refuse.push(new ApiError({ code: "forbidden", status: 403, detail: "Not here." }));
  outbox.send("c-1", "first", null);
  outbox.send("c-1", "second", null);
  await settle();
  const [first] = Object.values(store.state.pending);
  assert.deepEqual([first.state, first.reason], ["failed", "Not here."]);
  assert.deepEqual(
    server.sent.map(({ body }) => body),
    ["second"],
  );
});
