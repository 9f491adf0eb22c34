import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Later } from "../../../static/js/views/later.js";

function begun(parts) {
  const said = [];
  const toasts = { show: (text, options) => said.push({ text, ...options }) };
  const held = [];
  const hold = () => {
    held.push("held");
    return () => held.push("released");
  };
  return { said, held, later: new Later(toasts, parts, hold) };
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

test("wanted twice while it is on its way, a part is used once, by the last wish", async () => {
  const { held, later } = begun({ menu: async () => ({}), palette: async () => ({}) });
  const used = [];
  const wishes = [1, 2].map((press) => later.use("menu", () => used.push(press)));
  await Promise.all(wishes);
  assert.deepEqual(used, [2]);
  assert.deepEqual(held, ["held", "released"]);
  // What is here opens at once, and what was on its way does not cover it.
  await Promise.all([
    later.use("palette", () => used.push("never")),
    later.use("menu", () => used.push("menu")),
  ]);
  assert.deepEqual(used, [2, "menu"]);
  assert.deepEqual(held, ["held", "released", "held", "released"]);
});

test("what was typed is let go of also where what came could not be used", async () => {
  const { held, later } = begun({ menu: async () => ({}) });
  const fail = () => {
    throw new Error("It does not open");
  };
  await assert.rejects(later.use("menu", fail), /does not open/);
  assert.deepEqual(held, ["held", "released"]);
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

test("what is typed is held while a part is on its way, and no longer", async () => {
  let fails = true;
  const { held, later } = begun({
    palette: async () => {
      if (fails) throw new TypeError("Failed to fetch");
      return {};
    },
  });
  await later.use("palette", () => held.push("opened"));
  assert.deepEqual(held, ["held", "released"]);
  fails = false;
  await later.use("palette", () => held.push("opened"));
  // It is open by then, and its field has the keyboard.
  assert.deepEqual(held.slice(2), ["held", "opened", "released"]);
  await later.use("palette", () => held.push("opened"));
  assert.deepEqual(held.slice(5), ["opened"]);
});

test("all parts come when there is nothing to do; what fails comes later, silently", async () => {
  globalThis.window ??= {};
  globalThis.requestIdleCallback = (run) => queueMicrotask(run);
  window.requestIdleCallback = requestIdleCallback;
  mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  const { later, said } = begun({
    menu: async () => ({}),
    palette: async () => {
      asked += 1;
      if (asked < 3) throw new TypeError("Failed to fetch");
      return {};
    },
    sheet: async () => ({}),
  });
  const done = later.loadWhenIdle();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  assert.deepEqual([...later.loaded.keys()], ["menu"]);
  mock.timers.tick(5000);
  await settle();
  assert.equal(asked, 2);
  // Less and less often.
  mock.timers.tick(5000);
  await settle();
  assert.equal(asked, 2);
  mock.timers.tick(5000);
  await done;
  assert.deepEqual([...later.loaded.keys()], ["menu", "palette", "sheet"]);
  assert.deepEqual(said, []);
  mock.timers.reset();
});

test("what never comes is given up, until somebody wants it", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  const { later } = begun({
    palette: async () => {
      asked += 1;
      throw new TypeError("Failed to fetch");
    },
  });
  let over = false;
  later.loadWhenIdle().then(() => {
    over = true;
  });
  for (let step = 0; step < 20; step += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(160_000);
  }
  assert.ok(over);
  assert.equal(asked, 7);
  mock.timers.reset();
  await later.use("palette", () => undefined);
  assert.equal(asked, 8);
});
