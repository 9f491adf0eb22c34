import assert from "node:assert/strict";
import { test } from "node:test";
import { Later } from "../../../static/js/views/later.js";

function begun(parts) {
  const said = [];
  const toasts = { show: (text, options) => said.push({ text, ...options }) };
  return { said, later: new Later(toasts, parts) };
}

test("a part that is here is used at once, and one that is not when it comes", async () => {
  let loads = 0;
  const { later } = begun({
    menu: async () => {
      loads += 1;
      return { open: "it" };
    },
  });
  const used = [];
  const first = later.use("menu", ({ open }) => used.push(open));
  assert.deepEqual(used, []);
  await first;
  later.use("menu", ({ open }) => used.push(open));
  assert.deepEqual(used, ["it", "it"]);
  assert.equal(loads, 1);
});

test("what was wanted last is what opens", async () => {
  const { later } = begun({ menu: async () => ({}), palette: async () => ({}) });
  const used = [];
  await Promise.all([
    later.use("menu", () => used.push("menu")),
    later.use("palette", () => used.push("palette")),
  ]);
  assert.deepEqual(used, ["palette"]);
});

test("what cannot be loaded is said, and can be tried again, then with a new page", async () => {
  let down = true;
  const { later, said } = begun({
    menu: async () => {
      if (down) throw new TypeError("Failed to fetch");
      return {};
    },
  });
  const used = [];
  await later.use("menu", () => used.push("menu"));
  assert.deepEqual([said[0].tone, said[0].action.label], ["error", "Retry"]);
  await said[0].action.run();
  assert.equal(said[1].action.label, "Reload");
  down = false;
  await said[0].action.run();
  assert.deepEqual(used, ["menu"]);
});

test("all parts come when there is nothing to do, and a failure is silent then", async () => {
  globalThis.window ??= {};
  globalThis.requestIdleCallback = (run) => queueMicrotask(run);
  window.requestIdleCallback = requestIdleCallback;
  const failing = begun({
    menu: async () => ({}),
    palette: async () => {
      throw new TypeError("Failed to fetch");
    },
  });
  await failing.later.loadWhenIdle();
  assert.deepEqual([...failing.later.loaded.keys()], ["menu"]);
  assert.deepEqual(failing.said, []);
});
