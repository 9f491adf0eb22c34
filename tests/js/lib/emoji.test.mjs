import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { findEmoji, readEmojiGroups, TONES, toned, untoned } from "../../../static/js/lib/emoji.js";
import { RecentEmoji } from "../../../static/js/offline/recent_emoji.js";
import { EMOJI_GROUPS } from "../../../static/js/vendor/emoji.js";
import { FakeStorage } from "../storage.mjs";

const groups = readEmojiGroups(EMOJI_GROUPS);
const found = (query) => findEmoji(groups, query, 20).map(({ emoji }) => emoji);

test("there are nine groups, and every emoji has a name", () => {
  assert.equal(groups.length, 9);
  const all = groups.flatMap(({ emoji }) => emoji);
  assert.ok(all.length > 1500);
  assert.deepEqual(
    all.filter(({ emoji, name }) => !emoji || !name),
    [],
  );
  assert.equal(new Set(all.map(({ emoji }) => emoji)).size, all.length);
});

test("emoji are found by the start of their names first, then by keywords", () => {
  assert.equal(found("thumbs")[0], "👍");
  assert.equal(found("Red heart")[0], "❤️");
  assert.ok(found("celebrate").length + found("celebration").length > 0);
  assert.ok(found("pinata").includes("🪅"), "accents are ignored");
  assert.ok(found("flag ire").includes("🇮🇪"));
  assert.deepEqual(found("no such thing at all"), []);
  assert.deepEqual(found("  "), []);
});

test("whoever has a skin takes a colour of it, and what comes of that is an emoji", () => {
  const isEmoji = /^\p{RGI_Emoji}$/v;
  const all = groups.flatMap(({ emoji }) => emoji).map(({ emoji }) => emoji);
  const changed = all.filter((emoji) => toned(emoji, "\u{1F3FD}") !== emoji);
  assert.ok(changed.length > 250);
  for (const { tone } of TONES) {
    const made = changed.map((emoji) => toned(emoji, tone));
    assert.deepEqual(
      made.filter((emoji) => !isEmoji.test(emoji)),
      [],
    );
  }
  assert.equal(toned("👍", "\u{1F3FF}"), "👍🏿");
  assert.equal(toned("☝️", "\u{1F3FB}"), "☝🏻");
  assert.equal(toned("👩‍🚀", "\u{1F3FD}"), "👩🏽‍🚀");
  for (const plain of ["🎉", "👨‍👩‍👧‍👦", "🤼", "👯‍♀️", "👍🏽"])
    assert.equal(toned(plain, "\u{1F3FF}"), plain);
  assert.equal(untoned("👩🏽‍🚀"), "👩‍🚀");
});

test("the data stays small", () => {
  const file = new URL("../../../static/js/vendor/emoji.js", import.meta.url);
  assert.ok(gzipSync(readFileSync(file)).length < 60 * 1024);
});

test("the emoji chosen last come first, after some common ones at the start", () => {
  const storage = new FakeStorage();
  const recent = new RecentEmoji(storage);
  assert.equal(recent.list()[0], "👍");
  recent.add("🌊");
  recent.add("🎉");
  recent.add("🌊");
  assert.deepEqual(recent.list().slice(0, 3), ["🌊", "🎉", "👍"]);
  assert.equal(recent.list().filter((emoji) => emoji === "🎉").length, 1);
  storage.fill();
  recent.add("🔥");
  assert.equal(recent.list()[0], "🌊");
});
