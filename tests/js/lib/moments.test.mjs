import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldTime, likelyMoments } from "../../../static/js/lib/moments.js";

const told = (now) => likelyMoments(now).map(({ label, at }) => `${label} = ${fieldTime(at)}`);

test("the times that are offered are in the future and in order", () => {
  // A Wednesday, before noon.
  assert.deepEqual(told(new Date(2026, 10, 18, 10, 30)), [
    "In 1 hour = 2026-11-18T11:30",
    "This evening at 18:00 = 2026-11-18T18:00",
    "Tomorrow at 09:00 = 2026-11-19T09:00",
    "Monday at 09:00 = 2026-11-23T09:00",
  ]);
  // On a Sunday night tomorrow is Monday; the year ends.
  assert.deepEqual(told(new Date(2027, 11, 26, 23, 59)), [
    "In 1 hour = 2027-12-27T00:59",
    "Tomorrow at 09:00 = 2027-12-27T09:00",
  ]);
  // A Monday offers the next one.
  assert.equal(told(new Date(2026, 11, 28, 17, 30)).at(-1), "Monday at 09:00 = 2027-01-04T09:00");
});
