import assert from "node:assert/strict";
import { test } from "node:test";
import { serverNow, setClock } from "../../../static/js/lib/clock.js";
import { Expiry } from "../../../static/js/realtime/expiry.js";
import { Store } from "../../../static/js/store/store.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A timeline of which the second message disappears in a moment. */
function begun(lives) {
  const room = new Room();
  for (let n = 1; n <= 3; n += 1) room.send(NOOR, `text ${n}`);
  room.messages[1].expires_at = new Date(serverNow() + lives).toISOString();
  const store = new Store(loadSnapshot(ME, room.snapshot()));
  const expiry = new Expiry(store);
  expiry.watch("c-1", store.state.timelines["c-1"]);
  return { expiry, store };
}

const seqs = ({ state }) => state.timelines["c-1"].messages.map(({ seq }) => seq);

test("what disappears is taken out at its moment, and not before", async () => {
  const { store } = begun(80);
  await pause(20);
  assert.deepEqual(seqs(store), [1, 2, 3]);
  await pause(120);
  assert.deepEqual(seqs(store), [1, 3]);
});

test("the server's clock counts, whatever this one says", async () => {
  setClock(new Date(Date.now() + 60_000).toISOString());
  try {
    const { store } = begun(-1);
    await pause(30);
    assert.deepEqual(seqs(store), [1, 3]);
    assert.ok(serverNow() - Date.now() > 59_000);
  } finally {
    setClock(new Date().toISOString());
  }
});

test("where the clock was set back meanwhile, it waits for the rest", async () => {
  const { store } = begun(60);
  setClock(new Date(Date.now() - 120).toISOString());
  try {
    await pause(100);
    assert.deepEqual(seqs(store), [1, 2, 3]);
    await pause(140);
    assert.deepEqual(seqs(store), [1, 3]);
  } finally {
    setClock(new Date().toISOString());
  }
});

test("another timeline that is shown takes the place of the one before", async () => {
  const { expiry, store } = begun(40);
  const { "c-1": timeline } = store.state.timelines;
  expiry.watch("c-2", { ...timeline, messages: [] });
  await pause(90);
  assert.deepEqual(seqs(store), [1, 2, 3]);
});
