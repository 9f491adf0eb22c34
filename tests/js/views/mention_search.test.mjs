import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { spaceFetched, syncLoaded } from "../../../static/js/store/catchup.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { MentionSearch } from "../../../static/js/views/mention_search.js";
import { ME, NOOR, TOMASZ } from "../server.mjs";
import { channel, member, space } from "../space.mjs";

const QUIET = { account: {}, conversations: [], removed: [], changes: {}, has_more: false };

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** A composer in one of two channels, and a server that answers when it is told to. */
function begun() {
  const store = new Store(
    spaceFetched(initialState(ME), space({ channels: [channel("a"), channel("b")] })),
  );
  const place = { conversationId: "a" };
  const waiting = [];
  const membersOf = mock.fn(
    ({ id }, { q }) => new Promise((resolve) => waiting.push({ id, q, resolve })),
  );
  const box = { seers: null, onQuery: () => undefined };
  const context = { store, router: { place }, api: { spaces: { membersOf } } };
  new MentionSearch(context, box);
  const answer = async (...users) => {
    waiting.shift().resolve({ results: users.map((user) => member(user)) });
    await settle();
  };
  const write = async (query) => {
    box.onQuery(query);
    mock.timers.tick(150);
    await settle();
  };
  return { store, place, box, write, answer, asked: () => membersOf.mock.callCount() };
}

async function settle() {
  for (let n = 0; n < 5; n += 1) await turn();
}

test("an answer for a channel that was left says nothing of the one that is open", async () => {
  const { place, box, write, answer, asked } = begun();
  await write("no");
  place.conversationId = "b";
  await answer(NOOR);
  await write("to");
  await answer(TOMASZ);
  assert.deepEqual([...box.seers], [TOMASZ.id]);
  place.conversationId = "a";
  await write("no");
  assert.equal(asked(), 3);
});

test("the same is asked once, and again after an absence or a minute", async () => {
  const { store, box, write, answer, asked } = begun();
  let now = 0;
  mock.method(performance, "now", () => now);
  await write("no");
  await answer(NOOR);
  await write("no");
  assert.equal(asked(), 1);
  store.apply(syncLoaded, { ...QUIET, account_cursor: "2" });
  await write("no");
  assert.deepEqual([asked(), box.seers.size], [2, 0]);
  await answer(NOOR);
  now = 59_999;
  await write("no");
  assert.equal(asked(), 2);
  now = 60_000;
  await write("no");
  assert.deepEqual([asked(), [...box.seers]], [3, [NOOR.id]]);
});
