import assert from "node:assert/strict";
import { test } from "node:test";
import { icon } from "../../../static/js/views/icons.js";
import { MORE_PATHS } from "../../../static/js/views/more_icons.js";

class Node {
  constructor() {
    this.attributes = {};
    this.children = [];
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  append(child) {
    this.children.push(child);
  }
}
globalThis.document = { createElementNS: () => new Node() };

const drawn = (one) => one.children[0].attributes.d;

test("all icons that wait for the part that holds them are drawn when it comes", async () => {
  const [first, second] = Object.keys(MORE_PATHS);
  const icons = [first, second, first].map((name) => icon(name));
  assert.deepEqual(icons.map(drawn), [undefined, undefined, undefined]);
  while (drawn(icons[0]) === undefined) await new Promise(setImmediate);
  assert.deepEqual(
    icons.map(drawn),
    [first, second, first].map((name) => MORE_PATHS[name]),
  );
  assert.equal(drawn(icon(second)), MORE_PATHS[second]);
  assert.equal(drawn(icon("no-such-icon")), "");
});
