import assert from "node:assert/strict";
import { test } from "node:test";
import { Preferences } from "../../../static/js/offline/preferences.js";
import { Shelf } from "../../../static/js/offline/shelf.js";
import { FakeStorage } from "../storage.mjs";

class CountingStorage extends FakeStorage {
  #writes = 0;

  get writes() {
    return this.#writes;
  }

  setItem(key, value) {
    this.#writes += 1;
    super.setItem(key, value);
  }
}

test("the channel where one is in a space is written when it is another", () => {
  const storage = new CountingStorage();
  const preferences = new Preferences(new Shelf(storage, "view."));
  for (let times = 0; times < 5; times += 1) preferences.setChannelIn("s-1", "c-1");
  assert.equal(storage.writes, 1);
  preferences.setChannelIn("s-1", "c-2");
  preferences.setChannelIn("s-2", "c-9");
  preferences.setChannelIn("s-1", "c-2");
  assert.equal(storage.writes, 3);
  preferences.setChannelIn("s-1", "c-1");
  assert.equal(preferences.channelIn("s-1"), "c-1");
  assert.equal(preferences.channelIn("s-2"), "c-9");
});
