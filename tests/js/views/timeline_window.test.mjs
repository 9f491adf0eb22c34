import assert from "node:assert/strict";
import { test } from "node:test";
import {
  estimateHeight,
  Heights,
  indexAt,
  MOST_ROWS,
  rangeAround,
  topsOf,
  viewAt,
} from "../../../static/js/views/timeline_window.js";

const rows = (count) => Array.from({ length: count }, (_, n) => ({ kind: "day", key: `${n}` }));

test("a place is found by the rows' heights, measured or estimated", () => {
  const heights = new Heights();
  heights.use(700);
  heights.set("0", 100);
  const tops = topsOf(rows(3), heights);
  assert.deepEqual([...tops], [0, 100, 148, 196]);
  assert.deepEqual(
    [-5, 0, 99, 100, 150, 900].map((y) => indexAt(tops, y)),
    [0, 0, 0, 1, 2, 2],
  );
  assert.equal(indexAt(topsOf([], heights), 10), 0);
});

test("heights are kept for the last few widths", () => {
  const heights = new Heights();
  heights.use(700);
  heights.set("0", 100);
  heights.use(400);
  assert.equal(heights.of(rows(1)[0]), 48);
  heights.use(700);
  assert.equal(heights.of(rows(1)[0]), 100);
  for (const width of [1, 2, 3, 4]) heights.use(width);
  heights.use(700);
  assert.equal(heights.of(rows(1)[0]), 48);
});

test("a longer text is estimated higher, and higher where there is less room", () => {
  const row = (body) => ({
    kind: "message",
    first: false,
    own: true,
    message: { body, reactions: [], reply: null },
    pending: null,
  });
  const short = estimateHeight(row("Hello"), 700);
  assert.ok(estimateHeight(row("Hello\nthere"), 700) > short);
  assert.ok(estimateHeight(row("x".repeat(300)), 300) > estimateHeight(row("x".repeat(300)), 700));
});

test("the part in the page follows the view and is never longer than allowed", () => {
  const length = 1000;
  let range = rangeAround(null, { start: 990, end: 1000 }, length);
  assert.deepEqual(range, { start: 1000 - MOST_ROWS, end: 1000 });
  // Near enough: nothing moves.
  assert.equal(rangeAround(range, { start: 950, end: 960 }, length), range);
  range = rangeAround(range, { start: 880, end: 890 }, length);
  assert.ok(range.end - range.start <= MOST_ROWS);
  assert.ok(880 - range.start >= 60 && range.end - 890 >= 60);
  assert.deepEqual(rangeAround(range, { start: 0, end: 9 }, length), { start: 0, end: MOST_ROWS });
  assert.deepEqual(rangeAround(null, { start: 0, end: 3 }, 20), { start: 0, end: 20 });
  // The log became shorter.
  assert.deepEqual(rangeAround(range, { start: 0, end: 10 }, 12), { start: 0, end: 12 });
});

test("the rows in view follow from where one of them stands", () => {
  const tops = topsOf(rows(100), new Heights());
  assert.deepEqual(viewAt(tops, 50, 0, 480), { start: 50, end: 61 });
  assert.deepEqual(viewAt(tops, 50, 96, 479), { start: 48, end: 58 });
});
