import assert from "node:assert/strict";
import { test } from "node:test";
import { sentence } from "../../../static/js/views/who_reacted.js";

test("those who reacted are named, oneself first, and the others counted", () => {
  assert.equal(sentence(["Amara"], 1, "👍"), "Amara reacted with 👍");
  assert.equal(sentence(["Amara", "You"], 2, "👍"), "You and Amara reacted with 👍");
  assert.equal(sentence(["Amara", "Ilse"], 3, "👍"), "Amara, Ilse, and 1 other reacted with 👍");
  const many = Array.from({ length: 40 }, (_, n) => `P${n}`);
  assert.match(sentence(many, 50, "👍"), /^P0, .*P11, and 38 others reacted with 👍$/);
  assert.equal(sentence([], 0, "👍"), "");
});
