import assert from "node:assert/strict";
import { test } from "node:test";
import { formatted, insideFence } from "../../../static/js/lib/formatting.js";

/** What comes of a text in which "|" marks both ends of what is selected, shown the same way. */
function after(shown, format) {
  const start = shown.indexOf("|");
  const end = Math.max(start, shown.lastIndexOf("|") - 1);
  const text = shown.replaceAll("|", "");
  const change = formatted({ text, start, end: shown.split("|").length > 2 ? end : start }, format);
  const next = text.slice(0, change.from) + change.put + text.slice(change.to);
  const marked = `${next.slice(0, change.end)}|${next.slice(change.end)}`;
  if (change.start === change.end) return marked;
  return `${marked.slice(0, change.start)}|${marked.slice(change.start)}`;
}

test("signs are put around what is selected, and taken away again", () => {
  for (const [format, sign] of Object.entries({
    bold: "**",
    italic: "_",
    strike: "~~",
    code: "`",
  })) {
    assert.equal(after("a |b c| d", format), `a ${sign}|b c|${sign} d`);
    assert.equal(after(`a ${sign}|b c|${sign} d`, format), "a |b c| d");
    assert.equal(after(`a |${sign}b c${sign}| d`, format), "a |b c| d");
    assert.equal(after("a |", format), `a ${sign}|${sign}`);
  }
});

test("spaces stay outside, and inside a word italic is a star", () => {
  assert.equal(after("a| b |c", "bold"), "a **|b|** c");
  assert.equal(after("un|believ|able", "italic"), "un*|believ|*able");
  assert.equal(after("**|a|**", "italic"), "**_|a|_**");
  assert.equal(after("*|a|*", "italic"), "|a|");
});

test("lines begin with a sign, or do so no more", () => {
  assert.equal(after("a\n|b\nc|\nd", "quote"), "a\n|> b\n> c|\nd");
  assert.equal(after("|> b\n> c|", "quote"), "|b\nc|");
  assert.equal(after("|a\nb|", "numbers"), "|1. a\n2. b|");
  assert.equal(after("a|", "list"), "- a|");
  assert.equal(after("- a|", "list"), "a|");
  assert.equal(after("|", "list"), "- |");
});

test("several lines of code are a block in lines of its own", () => {
  assert.equal(after("see |a\nb| now", "code"), "see \n```\n|a\nb|\n```\n now");
  assert.equal(after("|", "block"), "```\n|\n```");
});

test("a link waits for its address, or for its text", () => {
  assert.equal(after("see |here|", "link"), "see [here](|https://|)");
  assert.equal(after("|https://a.example/x|", "link"), "[|](https://a.example/x)");
});

test("where a block of code was begun, one is in it until it ends", () => {
  const at = (text) => insideFence(text, text.length);
  assert.equal(at("```"), true);
  assert.equal(at("hello\n```js\nlet a"), true);
  assert.equal(at("```\na\n```"), false);
  assert.equal(at("```\na\n``` b"), true);
  assert.equal(at("~~~\n```\n"), true);
  assert.equal(at("```a``` b"), false);
  assert.equal(at("a ``` b"), false);
  assert.equal(insideFence("a\n```\nb\n```", 7), true);
});
