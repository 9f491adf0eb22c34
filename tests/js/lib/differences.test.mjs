import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "../../../static/js/lib/differences.js";

const told = (before, after) =>
  differences(before, after)
    .map(({ kind, text }) => ({ same: text, gone: `[-${text}-]`, new: `[+${text}+]` })[kind])
    .join("");

test("words that went and words that came are told apart", () => {
  assert.equal(told("See you at nine", "See you at ten"), "See you at [-nine-][+ten+]");
  assert.equal(told("a b c", "a c"), "a [-b -]c");
  assert.equal(told("a c", "a b c"), "a [+b +]c");
  assert.equal(told("same", "same"), "same");
  assert.equal(told("", "new words"), "[+new words+]");
  assert.equal(told("gone", ""), "[-gone-]");
});

test("both texts can be read out of it, whatever they are", () => {
  const words = ["a", "b", "נמל", "😀", "\n", "  "];
  let seed = 7;
  const next = (most) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  const text = () => Array.from({ length: next(12) }, () => words[next(words.length)]).join(" ");
  for (let round = 0; round < 300; round += 1) {
    const [before, after] = [text(), text()];
    const pieces = differences(before, after);
    const read = (without) => pieces.filter(({ kind }) => kind !== without).map((p) => p.text);
    assert.equal(read("new").join(""), before);
    assert.equal(read("gone").join(""), after);
  }
});

test("long texts that have nothing in common take no time", () => {
  const long = (word) => Array.from({ length: 4000 }, (_, n) => `${word}${n}`).join(" ");
  const started = performance.now();
  const pieces = differences(long("a"), long("b"));
  assert.ok(performance.now() - started < 500);
  assert.deepEqual(
    pieces.map(({ kind }) => kind),
    ["gone", "new"],
  );
});
