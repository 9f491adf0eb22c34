import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ApiError, Unreachable } from "../../../static/js/api/errors.js";
import { spaceFetched, syncLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { MemberLoads } from "../../../static/js/views/panes/member_loads.js";
import { ME, TOMASZ } from "../server.mjs";
import { channel, member, space } from "../space.mjs";

const QUIET = { account: {}, conversations: [], removed: [], changes: {}, has_more: false };
const user = (id) => ({ id, username: id, display_name: id });
const OPEN = channel("open");
const CLOSED = channel("closed");

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 1);
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** A pane, and a server with windows of one member each, whose next answers may be refused. */
function begun({ isShown = true } = {}) {
  const server = { names: ["a", "b", "c"], refusals: [] };
  const store = new Store(
    spaceFetched(
      initialState(ME),
      space({ members_count: 400, channels: [OPEN, CLOSED], private_channel_ids: ["closed"] }),
    ),
  );
  const membersOf = mock.fn(async ({ id }, { cursor, q }) => {
    const refusal = server.refusals.shift();
    if (refusal) throw refusal;
    const at = Number(cursor ?? 0);
    const found = server.names.filter((name) => name.includes(q ?? ""));
    const next = at + 1 < found.length ? String(at + 1) : null;
    const results = found.slice(at, at + 1).map((name) => member(user(`${name} of ${id}`)));
    return { results, next, ...(at === 0 ? { total: found.length, online: 0 } : {}) };
  });
  const context = { store, api: { spaces: { membersOf } } };
  const shown = { is: isShown };
  const loads = new MemberLoads(context, {
    onChange: () => loads.look(store.state),
    isShown: () => shown.is,
  });
  store.subscribe((state) => loads.look(state));
  const names = () => loads.windows.members.map((one) => one.user.id).join(", ");
  return { server, store, loads, names, shown, asked: () => membersOf.mock.callCount() };
}

async function pass(ms = 0) {
  for (let n = 0; n < 10; n += 1) await turn();
  mock.timers.tick(ms);
  for (let n = 0; n < 10; n += 1) await turn();
}

test("after an absence the windows that are there are loaded anew, as many of them", async () => {
  const { server, store, loads, names } = begun();
  loads.find(OPEN, "");
  await pass();
  loads.more();
  await pass();
  assert.equal(names(), "a of open, b of open");
  server.names = ["a", "aa", "b"];
  store.apply(syncLoaded, { ...QUIET, account_cursor: "2" });
  await pass();
  assert.equal(names(), "a of open, aa of open");
  assert.equal(loads.windows.next, "2");
});

test("a private channel is asked about in turn when members change, an open one is not", async () => {
  const { store, loads, asked } = begun();
  const come = { ev: "space_member.updated", d: member(TOMASZ) };
  loads.find(OPEN, "");
  await pass();
  store.apply(applyEvent, come);
  await pass(7500);
  assert.equal(asked(), 1);
  loads.find(CLOSED, "");
  await pass();
  store.apply(applyEvent, come);
  await pass(7499);
  assert.equal(asked(), 2);
  // What changes just before its turn may not be told yet: it has one of its own.
  store.apply(applyEvent, come);
  await pass(1);
  assert.equal(asked(), 3);
  await pass(7499);
  assert.equal(asked(), 3);
  await pass(1);
  assert.equal(asked(), 4);
  await pass(60_000);
  assert.equal(asked(), 4);
});

test("of a channel whose members did not come those of another one are not shown", async () => {
  const { server, loads, names } = begun();
  loads.find(OPEN, "");
  await pass();
  server.refusals = [new Unreachable(), new Unreachable()];
  loads.find(CLOSED, "");
  assert.equal(names(), "a of open");
  await pass();
  assert.deepEqual([names(), loads.problem], ["", "This server can't be reached."]);
  await pass(1000);
  assert.equal(loads.problem, "This server can't be reached.");
  await pass(2000);
  assert.deepEqual([names(), loads.problem], ["a of closed", ""]);
});

test("what is there stays when it cannot be loaded anew, and is asked for later", async () => {
  const { server, store, loads, names, asked } = begun();
  loads.find(OPEN, "");
  await pass();
  server.refusals = [new ApiError({ status: 503, code: "unavailable", retry_after: 4 })];
  server.names = ["x"];
  store.apply(syncLoaded, { ...QUIET, account_cursor: "2" });
  await pass(5999);
  assert.deepEqual([names(), asked()], ["a of open", 2]);
  await pass(1);
  assert.deepEqual([names(), asked(), loads.problem], ["x of open", 3, ""]);
});

test("a refusal for good is not asked about without end", async () => {
  const { server, loads, asked } = begun();
  loads.find(OPEN, "");
  await pass();
  server.refusals = [new ApiError({ status: 403, code: "forbidden", detail: "Not yours." })];
  loads.more();
  await pass();
  for (let n = 0; n < 20; n += 1) loads.more();
  await pass(59_999);
  assert.deepEqual([asked(), loads.problem], [2, "Not yours."]);
  await pass(1);
  loads.more();
  assert.equal(asked(), 3);
});

test("a pane that was closed asks for nothing", async () => {
  const { store, loads, shown, asked } = begun();
  loads.find(CLOSED, "");
  await pass();
  store.apply(applyEvent, { ev: "space_member.updated", d: member(TOMASZ) });
  await pass();
  shown.is = false;
  await pass(7500);
  assert.equal(asked(), 1);
});

test("of two that were asked for, the later counts, whichever comes first", async () => {
  const { loads, names } = begun();
  loads.find(OPEN, "a");
  loads.find(OPEN, "b");
  await pass();
  assert.deepEqual([names(), loads.about], ["b of open", "open b"]);
});
