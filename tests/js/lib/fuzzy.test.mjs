import assert from "node:assert/strict";
import { test } from "node:test";
import { foldText, fuzzyMatch } from "../../../static/js/lib/fuzzy.js";

const marked = (query, text) =>
  fuzzyMatch(query, text)?.ranges.map(([from, to]) => text.slice(from, to)) ?? null;

test("case and accents do not matter, and places stay true", () => {
  assert.equal(foldText("Ångström ÉCOLE"), "angstrom ecole");
  assert.deepEqual(marked("angs", "Ångström"), ["Ångs"]);
  assert.deepEqual(marked("zoë", "Zoe Müller"), ["Zoe"]);
  assert.deepEqual(marked("mull", "Zoe Müller"), ["Müll"]);
  assert.equal(foldText("😀 ﬁne").length, "😀 ﬁne".length);
});

test("a beginning is better than a word, a word better than the middle, letters are the last", () => {
  const score = (text) => fuzzyMatch("tide", text)?.score ?? Number.NEGATIVE_INFINITY;
  const texts = ["Tide sensors", "The tide", "Untidew", "t-i-de"];
  const scores = texts.map(score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  assert.deepEqual(marked("ti", "Matilda"), ["ti"]);
  assert.deepEqual(marked("ligtr", "Lighthouse trip"), ["Lig", "t", "r"]);
});

test("two letters in different places, and letters torn apart, match nothing", () => {
  assert.equal(fuzzyMatch("ti", "Lighthouse trip"), null);
  assert.equal(fuzzyMatch("xyz", "Lighthouse trip"), null);
  assert.equal(fuzzyMatch("lhutp", "Lighthouse trip"), null);
  assert.deepEqual(fuzzyMatch("  ", "Anything"), { score: 0, ranges: [] });
});
