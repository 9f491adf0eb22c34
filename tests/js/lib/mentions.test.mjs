import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCountdown, formatDuration } from "../../../static/js/lib/durations.js";
import { matchMentions, mentionBefore, writeMention } from "../../../static/js/lib/mentions.js";

const PEOPLE = [
  { username: "ilse.v", name: "Ilse Vermeer" },
  { username: "noor", name: "Noor Haddad" },
  { username: "elodie", name: "Élodie Marin" },
  { username: "all", name: "Everyone here" },
];
const names = (query, limit = 8) =>
  matchMentions(PEOPLE, query, limit).map(({ username }) => username);

test("a mention begins with @ at the start of a word", () => {
  assert.deepEqual(mentionBefore("@", 1), { start: 0, query: "" });
  assert.deepEqual(mentionBefore("ask @no", 7), { start: 4, query: "no" });
  assert.deepEqual(mentionBefore("ask\n(@no.x_1-", 13), { start: 5, query: "no.x_1-" });
  assert.deepEqual(mentionBefore("ask @noor please", 7), { start: 4, query: "no" });
  assert.equal(mentionBefore("noor@example.org", 16), null);
  assert.equal(mentionBefore("@noor ", 6), null);
  assert.equal(mentionBefore("ask", 3), null);
  assert.equal(mentionBefore(`@${"x".repeat(40)}`, 41), null);
});

test("people are found by username and by every word of their name, accents or not", () => {
  assert.deepEqual(names(""), ["ilse.v", "noor", "elodie", "all"]);
  assert.deepEqual(names("NO"), ["noor"]);
  assert.deepEqual(names("had"), ["noor"]);
  assert.deepEqual(names("élo"), ["elodie"]);
  assert.deepEqual(names("elo"), ["elodie"]);
  assert.deepEqual(names("meer"), ["ilse.v"]);
  assert.deepEqual(names("", 2), ["ilse.v", "noor"]);
  assert.deepEqual(names("zz"), []);
});

test("channels and emoji have signs of their own, one at a time", () => {
  assert.deepEqual(mentionBefore("see #gen", 8, "#"), { start: 4, query: "gen" });
  assert.deepEqual(mentionBefore("**#gen", 6, "#"), { start: 2, query: "gen" });
  assert.deepEqual(mentionBefore("yes :+1", 7, ":"), { start: 4, query: "+1" });
  assert.equal(mentionBefore("see #gen", 8), null);
  assert.equal(mentionBefore("at 8:30", 7, ":"), null);
  assert.equal(mentionBefore("https:", 6, ":"), null);
});

test("a chosen person is written with one space behind, and the caret after it", () => {
  const query = mentionBefore("ask @no please", 7);
  const written = writeMention("ask @no please", 7, query, "@noor");
  assert.deepEqual(written, { text: "ask @noor please", caret: 10 });
  assert.equal(writeMention("@n", 2, mentionBefore("@n", 2), "@noor").text, "@noor ");
});

test("lengths of time are read in one unit", () => {
  assert.equal(formatDuration(10), "10 seconds");
  assert.equal(formatDuration(60), "1 minute");
  assert.equal(formatDuration(90), "90 seconds");
  assert.equal(formatDuration(3600), "1 hour");
  assert.equal(formatDuration(7 * 86_400), "7 days");
  assert.equal(formatCountdown(9), "9");
  assert.equal(formatCountdown(65), "1:05");
});
