import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "../../../static/js/lib/turns.js";

function begun() {
  const log = [];
  const ends = new Map();
  const task = (name) => () => {
    log.push(`${name} begins`);
    return new Promise((resolve, reject) => {
      ends.set(name, { resolve: () => resolve(name), reject });
    });
  };
  return { turns: new Turns(), log, ends, task };
}

test("tasks of one kind wait for each other, those of another do not", async () => {
  const { turns, log, ends, task } = begun();
  const one = turns.take("a", task("one"));
  const two = turns.take("a", task("two"));
  turns.take("b", task("other"));
  assert.deepEqual(log, ["one begins", "other begins"]);
  ends.get("one").reject(new Error("broke"));
  await assert.rejects(one, /broke/u);
  assert.deepEqual(log.at(-1), "two begins");
  ends.get("two").resolve();
  assert.equal(await two, "two");
  assert.deepEqual([...turns.last.keys()], ["b"]);
});

test("of those that wait only the last runs, when its turn comes", async () => {
  const { turns, log, ends, task } = begun();
  const all = ["one", "two", "three"].map((name) => turns.takeLast("a", task(name)));
  assert.equal(turns.isAwaited("a"), true);
  ends.get("one").resolve();
  await all[0];
  assert.equal(await all[1], null);
  assert.equal(turns.isAwaited("a"), false);
  ends.get("three").resolve();
  assert.deepEqual(await Promise.all(all), ["one", null, "three"]);
  assert.deepEqual(log, ["one begins", "three begins"]);
});
