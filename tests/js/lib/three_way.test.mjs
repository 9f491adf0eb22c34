import assert from "node:assert/strict";
import { test } from "node:test";
import { changesBetween, collide, merge } from "../../../static/js/lib/three_way.js";

const BASE = { title: "Pier", topic: "Boats", history: true };

test("only what differs is a change", () => {
  assert.deepEqual(changesBetween(BASE, { ...BASE }), {});
  assert.deepEqual(changesBetween(BASE, { ...BASE, topic: "", history: false }), {
    topic: "",
    history: false,
  });
});

test("changes of different things do not collide, and both stay", () => {
  const mine = { ...BASE, title: "Quay" };
  const theirs = { ...BASE, topic: "Ferries" };
  assert.equal(collide(BASE, mine, theirs), false);
  assert.deepEqual(merge(BASE, mine, theirs), { title: "Quay", topic: "Ferries", history: true });
});

test("two changes of the same collide unless they are alike", () => {
  const mine = { ...BASE, title: "Quay" };
  assert.equal(collide(BASE, mine, { ...BASE, title: "Dock" }), true);
  assert.equal(collide(BASE, mine, { ...BASE, title: "Quay" }), false);
  assert.deepEqual(merge(BASE, mine, { ...BASE, title: "Dock", topic: "Ferries" }), {
    title: "Quay",
    topic: "Ferries",
    history: true,
  });
});
