import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffSeconds, retrySeconds } from "../../../static/js/lib/backoff.js";
import { initials, personColour } from "../../../static/js/lib/person.js";
import { countCodePoints, cutText, normaliseBody } from "../../../static/js/lib/text.js";
import { dayKey, formatDay, formatLastSeen, formatListTime } from "../../../static/js/lib/times.js";
import { makeUuid } from "../../../static/js/lib/uuid.js";

test("waiting grows to a minute, with full jitter", () => {
  assert.equal(backoffSeconds(1, 1), 1);
  assert.equal(backoffSeconds(4, 1), 8);
  assert.equal(backoffSeconds(40, 1), 60);
  assert.equal(backoffSeconds(40, 0.5), 30);
  assert.ok(backoffSeconds(1, 0) > 0);
  assert.equal(backoffSeconds(3, 1, { first: 2, longest: 5 }), 5);
  assert.equal(backoffSeconds(1, 0.5, { first: 2, longest: 5 }), 1);
});

test("nobody comes back sooner than the server asked, nor all in the same instant", () => {
  assert.equal(retrySeconds(4, 9, 0), 4);
  assert.equal(retrySeconds(4, 9, 1), 6);
  assert.equal(retrySeconds(null, 4, 1), 8);
  assert.equal(retrySeconds(null, 1, 1, { first: 3, longest: 60 }), 3);
});

test("a UUID is made where pages have no secure context too", () => {
  const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const native = crypto.randomUUID;
  assert.match(makeUuid(), pattern);
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  try {
    assert.match(makeUuid(), pattern);
    assert.notEqual(makeUuid(), makeUuid());
  } finally {
    Object.defineProperty(crypto, "randomUUID", { value: native, configurable: true });
  }
});

test("the limit counts code points after CRLF became LF", () => {
  assert.equal(countCodePoints("a😀é"), 3);
  assert.equal(normaliseBody("a\r\nb\rc"), "a\nb\rc");
  assert.equal(cutText("😀😀😀", 2), "😀…");
});

test("initials come from words of any script", () => {
  assert.equal(initials("Noor Haddad"), "NH");
  assert.equal(initials("noor"), "N");
  assert.equal(initials("林 小明"), "林小");
  assert.equal(initials(""), "?");
});

test("people have one of eight colours, always the same, and all are used", () => {
  const ids = Array.from({ length: 200 }, (_, n) => `01a1fda0-a66d-70c7-b970-3c575ed2d${100 + n}`);
  assert.equal(personColour(ids[0]), personColour(ids[0]));
  assert.equal(new Set(ids.map(personColour)).size, 8);
});

test("days have names near now and dates far from it", () => {
  const now = new Date(2026, 10, 21, 12, 0);
  const at = (...parts) => new Date(...parts).toISOString();
  assert.equal(formatDay(at(2026, 10, 21, 0, 1), now), "Today");
  assert.equal(formatDay(at(2026, 10, 20, 23, 59), now), "Yesterday");
  assert.match(formatDay(at(2025, 2, 3), now), /2025/);
  assert.equal(dayKey(at(2026, 10, 21, 1)), dayKey(at(2026, 10, 21, 23)));
  assert.match(formatListTime(at(2026, 10, 21, 9, 5), now), /9:05/);
  assert.match(formatListTime(at(2026, 8, 1), now), /1/);
});

test("who was last seen when is told in few words", () => {
  const now = new Date(2026, 10, 21, 12, 0);
  const seen = (...parts) => formatLastSeen(new Date(...parts).toISOString(), now);
  assert.match(seen(2026, 10, 21, 9, 26), /^Last seen 0?9:26/);
  // A clock that is a little behind the server's.
  assert.match(seen(2026, 10, 21, 12, 1), /^Last seen 12:01/);
  assert.equal(seen(2026, 10, 20, 23, 59), "Last seen yesterday");
  assert.match(seen(2026, 2, 3), /^Last seen (3 March|March 3)$/);
  assert.match(seen(2025, 2, 3), /^Last seen .*2025$/);
});
