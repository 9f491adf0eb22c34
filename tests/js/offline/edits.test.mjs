import assert from "node:assert/strict";
import { test } from "node:test";
import { Edits } from "../../../static/js/offline/edits.js";
import { Shelf } from "../../../static/js/offline/shelf.js";
import { FakeStorage } from "../storage.mjs";

const MESSAGE = { id: "m-1", conversation_id: "c-1", body: "as it was" };

test("an edit that was begun outlives the page, until it is saved or given up", () => {
  const storage = new FakeStorage();
  const edits = new Edits(new Shelf(storage, "edit."));
  edits.keep(MESSAGE, "as it will be");
  assert.equal(edits.read("c-1").text, "as it will be");
  edits.save();
  const later = new Edits(new Shelf(storage, "edit."));
  assert.deepEqual(later.read("c-1"), { message: MESSAGE, text: "as it will be" });
  assert.deepEqual(later.changed(), ["c-1"]);
  later.forget("c-1");
  assert.equal(later.read("c-1"), null);
  assert.deepEqual(later.changed(), []);
});

test("an edit that changes nothing is no loss", () => {
  const edits = new Edits(new Shelf(new FakeStorage(), "edit."));
  edits.keep(MESSAGE, MESSAGE.body);
  edits.save();
  assert.deepEqual(edits.changed(), []);
});

test("what is no edit counts as none", () => {
  const storage = new FakeStorage();
  const edits = new Edits(new Shelf(storage, "edit."));
  for (const text of ["{", "null", "{}", '{"text": "a"}', '{"text": 1, "message": {"body": ""}}']) {
    storage.setItem("edit.c-1", text);
    assert.equal(edits.read("c-1"), null);
  }
});
