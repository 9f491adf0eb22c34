import assert from "node:assert/strict";
import { test } from "node:test";
import { syncLoaded } from "../../../static/js/store/catchup.js";
import { withConversation } from "../../../static/js/store/conversations.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { orderOf } from "../../../static/js/store/order.js";
import { initialState } from "../../../static/js/store/state.js";
import { ME, NOOR, Room, random } from "../server.mjs";

const at = (minute) => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();

/** Rows as `sync` sends them, alike but for their ids and times. */
function manyRows(count) {
  const room = new Room();
  room.send(NOOR, "hello");
  const [row] = room.snapshot().conversations;
  return Array.from({ length: count }, (_, n) => {
    const id = `c-${n}`;
    const last_message = { ...row.last_message, id: `m-${n}`, conversation_id: id };
    return { ...row, id, last_message: { ...last_message, created_at: at((n * 7919) % count) } };
  });
}

const synced = (conversations) =>
  syncLoaded(initialState(ME), {
    account_cursor: "1",
    account: {},
    conversations,
    removed: [],
    changes: {},
    has_more: false,
  });

test("whatever moves, the order is the one that sorting would make", () => {
  const next = random(7);
  let state = synced(manyRows(50));
  for (let step = 0; step < 400; step += 1) {
    const known = state.conversations[`c-${Math.floor(next() * 55)}`];
    const id = known?.id ?? `c-new-${step}`;
    const base = known ?? state.conversations["c-0"];
    const created_at = at(Math.floor(next() * 60));
    const last_message = next() < 0.1 ? null : { ...base.last_message, created_at };
    state = withConversation(state, { ...base, id, last_message });
    assert.deepEqual(state.order, orderOf(state.conversations));
  }
});

test("a change that moves nothing leaves the very same order", () => {
  const state = synced(manyRows(5));
  const changed = withConversation(state, { ...state.conversations["c-2"], pinned: true });
  assert.equal(changed.order, state.order);
});

test("rows that come together make the same store as rows that come one by one", () => {
  const rows = manyRows(30);
  const together = synced(rows);
  const single = rows.reduce(
    (state, row) =>
      syncLoaded(state, {
        account_cursor: "1",
        account: {},
        conversations: [row],
        removed: [],
        changes: {},
        has_more: false,
      }),
    initialState(ME),
  );
  // One answer, or thirty: how often the page caught up is all that differs.
  assert.deepEqual(together, { ...single, catchUps: together.catchUps });
});

test("ten thousand chats load and take events in no time to speak of", () => {
  const rows = manyRows(10_000);
  let began = performance.now();
  let state = synced(rows);
  const loading = performance.now() - began;
  began = performance.now();
  for (let n = 0; n < 100; n += 1) {
    const id = `c-${n * 97}`;
    const { last_message, rev } = state.conversations[id];
    const d = { ...last_message, id: `new-${n}`, seq: 2, rev: rev + 1, created_at: at(20_000 + n) };
    state = applyEvent(state, { ev: "message.created", c: id, rev: rev + 1, d });
    assert.equal(state.order[0], id);
  }
  const event = (performance.now() - began) / 100;
  console.log(`10,000 rows: ${loading.toFixed(0)} ms; an event among them: ${event.toFixed(2)} ms`);
  assert.ok(loading < 5000, `loading took ${loading} ms`);
  assert.ok(event < 250, `an event took ${event} ms`);
});
