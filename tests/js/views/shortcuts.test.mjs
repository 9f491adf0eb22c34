import assert from "node:assert/strict";
import { test } from "node:test";
import { snapWidth, steppedWidth } from "../../../static/js/views/list_width.js";
import { isPressed, keysText, SHORTCUTS } from "../../../static/js/views/shortcuts.js";

const press = (key, ...held) => ({
  key,
  ctrlKey: held.includes("ctrl"),
  metaKey: held.includes("meta"),
  altKey: held.includes("alt"),
  shiftKey: held.includes("shift"),
});

test("keys are recognised with exactly what is held", () => {
  assert.ok(isPressed(press("k", "ctrl"), "Ctrl+K"));
  assert.ok(!isPressed(press("k", "ctrl", "shift"), "Ctrl+K"));
  assert.ok(!isPressed(press("k", "ctrl", "alt"), "Ctrl+K"));
  assert.ok(!isPressed(press("k"), "Ctrl+K"));
  assert.ok(isPressed(press("ArrowUp", "alt", "shift"), "Alt+Shift+ArrowUp"));
  assert.ok(!isPressed(press("ArrowUp", "alt", "shift"), "Alt+ArrowUp"));
  assert.ok(isPressed(press("Escape", "shift"), "Shift+Escape"));
  assert.ok(!isPressed(press("Escape", "shift"), "Escape"));
});

test("signs may need Shift on one keyboard and not on another", () => {
  assert.ok(isPressed(press("?", "shift"), "?"));
  assert.ok(isPressed(press("/", "ctrl", "shift"), "Ctrl+/"));
  assert.ok(isPressed(press("+"), "+"));
  assert.ok(isPressed(press("+", "shift"), "+"));
});

test("on a Mac Cmd stands for Ctrl", () => {
  assert.ok(isPressed(press("k", "meta"), "Ctrl+K", true));
  assert.ok(!isPressed(press("k", "ctrl"), "Ctrl+K", true));
  assert.equal(keysText("Ctrl+K", { mac: true }), "Cmd K");
  assert.equal(keysText("Alt+Shift+ArrowUp"), "Alt Shift ↑");
  assert.equal(keysText("+"), "+");
});

test("no two shortcuts of the page share their keys, and none takes a browser's own", () => {
  const page = SHORTCUTS.filter((shortcut) => shortcut.page).flatMap(({ keys }) => keys);
  assert.equal(new Set(page).size, page.length);
  for (const taken of ["Ctrl+N", "Ctrl+T", "Ctrl+W", "Ctrl+L", "Ctrl+Shift+I", "Ctrl+Shift+U"]) {
    assert.ok(!page.includes(taken), taken);
  }
  const ids = SHORTCUTS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test("the list is either avatars or wide enough for words", () => {
  assert.equal(snapWidth(90), 76);
  assert.equal(snapWidth(167), 76);
  assert.equal(snapWidth(200), 260);
  assert.equal(snapWidth(333.4), 333);
  assert.equal(snapWidth(900), 420);
  assert.equal(steppedWidth(76, "ArrowRight"), 260);
  assert.equal(steppedWidth(260, "ArrowLeft"), 76);
  assert.equal(steppedWidth(300, "ArrowLeft"), 280);
  assert.equal(steppedWidth(410, "ArrowRight"), 420);
  assert.equal(steppedWidth(300, "Home"), 76);
  assert.equal(steppedWidth(300, "Tab"), null);
});
