import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { askUntilAnswered } from "../../../static/js/lib/asking.js";

beforeEach(() => {
  globalThis.window = new EventTarget();
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 1);
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** Something that answers from its `refusals` + 1st time on. */
function begun(refusals) {
  const ask = mock.fn(async () => {
    if (ask.mock.callCount() < refusals) throw new TypeError("Failed to fetch");
    return "it";
  });
  return { ask, answer: askUntilAnswered(ask), asked: () => ask.mock.callCount() };
}

async function pass(ms) {
  await turn();
  mock.timers.tick(ms);
  await turn();
}

test("what could not be had is asked for again, less and less often", async () => {
  const { answer, asked } = begun(3);
  await pass(1000);
  assert.equal(asked(), 2);
  await pass(1000);
  assert.equal(asked(), 2);
  await pass(1000);
  assert.equal(asked(), 3);
  await pass(4000);
  assert.equal(await answer, "it");
  await pass(60_000);
  assert.equal(asked(), 4);
});

test("with a line it is asked for at once, and the time that was left does not ask once more", async () => {
  const { answer, asked } = begun(2);
  await turn();
  window.dispatchEvent(new Event("online"));
  await turn();
  assert.equal(asked(), 2);
  await pass(1000);
  assert.equal(asked(), 2);
  window.dispatchEvent(new Event("online"));
  assert.equal(await answer, "it");
  assert.equal(asked(), 3);
});
