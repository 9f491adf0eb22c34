import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { Drafts } from "../../../static/js/offline/drafts.js";
import { Shelf } from "../../../static/js/offline/shelf.js";
import { FakeStorage } from "../storage.mjs";

afterEach(() => mock.timers.reset());

const open = (storage, person = "u-me") =>
  new Drafts(new Shelf(storage, `chatty.draft.${person}.`));

test("what was typed is there at once, and on the device a moment later", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const storage = new FakeStorage();
  const drafts = open(storage);
  drafts.write("c-1", "hal");
  drafts.write("c-1", "half a thought");
  assert.equal(drafts.read("c-1"), "half a thought");
  assert.deepEqual(Object.keys(storage), []);
  mock.timers.tick(1000);
  assert.equal(open(storage).read("c-1"), "half a thought");
  assert.equal(open(storage).read("c-2"), "");
  assert.equal(open(storage, "u-noor").read("c-1"), "");
  drafts.write("c-1", "");
  drafts.save();
  assert.deepEqual(Object.keys(storage), []);
});

test("signing out leaves nothing of this person and all of the others", () => {
  const storage = new FakeStorage();
  const [mine, other] = [open(storage), open(storage, "u-noor")];
  mine.write("c-1", "mine");
  other.write("c-1", "theirs");
  other.save();
  assert.equal(mine.count(), 1);
  mine.shelf.clear();
  mine.write("c-1", "typed while the page closes");
  mine.save();
  assert.equal(open(storage).read("c-1"), "");
  assert.equal(open(storage, "u-noor").read("c-1"), "theirs");
});

test("a full storage is no reason to stop", () => {
  const warn = mock.method(console, "warn", () => undefined);
  const storage = new FakeStorage();
  storage.fill();
  const drafts = open(storage);
  drafts.write("c-1", "text");
  drafts.save();
  assert.equal(warn.mock.callCount(), 1);
  warn.mock.restore();
});
