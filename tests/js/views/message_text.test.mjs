import assert from "node:assert/strict";
import { test } from "node:test";
import { mentionedIn, piecesOf } from "../../../static/js/views/message_text.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, Room } from "../server.mjs";

const links = (body) =>
  piecesOf(body)
    .filter(({ kind }) => kind === "link")
    .map(({ href }) => href);
const names = (body) =>
  piecesOf(body)
    .filter(({ kind }) => kind === "mention")
    .map(({ name }) => name);

test("the pieces of a body make the body again", () => {
  for (const body of [
    "",
    "plain",
    "see https://a.example/x, @mika.",
    "@a@b https://",
    "(http://x)",
  ]) {
    assert.equal(
      piecesOf(body)
        .map(({ text }) => text)
        .join(""),
      body,
    );
  }
});

test("an address ends where the sentence goes on", () => {
  assert.deepEqual(links("Look: https://a.example/x?y=1#z."), ["https://a.example/x?y=1#z"]);
  assert.deepEqual(links("(https://a.example/x)"), ["https://a.example/x"]);
  assert.deepEqual(links("https://a.example/Tide_(sea), and"), ["https://a.example/Tide_(sea)"]);
  assert.deepEqual(links('"http://a.example"'), ["http://a.example"]);
  assert.deepEqual(links("javascript:alert(1) data:text/html,x ftp://a.example"), []);
  assert.deepEqual(links("https://"), []);
});

test("a name after an @ is a mention unless it belongs to a word", () => {
  assert.deepEqual(names("@mika and @Noor.h, hello"), ["mika", "noor.h"]);
  assert.deepEqual(names("mika@example.org https://a.example/@noor"), []);
  assert.deepEqual(names("(@mika)"), ["mika"]);
});

test("only who was mentioned is marked, and the reader as such", () => {
  const state = loadSnapshot(ME, new Room().snapshot());
  const sent = mentionedIn(state, "c-1", { mentions: ["u-noor", "u-me"], mentions_all: false });
  assert.deepEqual(["noor", "mika", "tomasz", "all"].map(sent), ["other", "me", null, null]);
  const waiting = mentionedIn(state, "c-1", null);
  assert.deepEqual(["noor", "mika", "nobody"].map(waiting), ["other", "me", null]);
  assert.equal(mentionedIn(state, "c-1", { mentions: [], mentions_all: true })("all"), "me");
});
