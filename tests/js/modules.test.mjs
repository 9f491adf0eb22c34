import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";

const ROOT = resolve(import.meta.dirname, "../../static/js");
// Leaves never import upward.
const LAYERS = { vendor: 0, lib: 0, store: 1, offline: 2, api: 3, realtime: 4, views: 5, ".": 6 };

function modules() {
  return readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Those in `vendor` are the work of others, as they ship it. */
function ownModules() {
  return modules().filter((file) => !relative(ROOT, file).startsWith("vendor"));
}

function imports(file) {
  const code = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  return [
    ...code.matchAll(/^(?:import|export)\b[^"']*?from\s*"([^"]+)"|^import\s*"([^"]+)"/gms),
  ].map((match) => match[1] ?? match[2]);
}

/** Those that come later are imports, too: `import("./x.js")`. */
function allImports(file) {
  const code = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  return [...imports(file), ...[...code.matchAll(/import\("([^"]+)"\)/g)].map(([, path]) => path)];
}

const layer = (file) => LAYERS[dirname(relative(ROOT, file)).split("/")[0]];

test("every import is a relative path to a module that exists, and none goes upward", () => {
  const known = new Set(modules());
  assert.ok(known.size > 30);
  for (const file of known) {
    for (const path of allImports(file)) {
      assert.match(path, /^\.\.?\//, `${file}: ${path}`);
      const target = resolve(dirname(file), path);
      assert.ok(known.has(target), `${file} imports ${path}, which does not exist`);
      assert.ok(layer(target) <= layer(file), `${file} imports upward: ${path}`);
    }
  }
});

// A file's name when it is collected follows from its content, and so from the names it imports.
test("no module leads back to itself, not even by a part that comes later", () => {
  const done = new Set();
  const visit = (file, way) => {
    assert.ok(!way.includes(file), [...way, file].map((one) => relative(ROOT, one)).join(" > "));
    if (done.has(file)) return;
    for (const path of allImports(file)) visit(resolve(dirname(file), path), [...way, file]);
    done.add(file);
  };
  visit(resolve(ROOT, "app.js"), []);
  assert.ok(done.size > 100);
});

test("what the page loads first leaves out what comes later", () => {
  const first = new Set();
  const visit = (file) => {
    if (first.has(file)) return;
    first.add(file);
    for (const path of imports(file)) visit(resolve(dirname(file), path));
  };
  visit(resolve(ROOT, "app.js"));
  const later = readFileSync(resolve(ROOT, "views/later.js"), "utf8").matchAll(
    /=>\s*import\("(.+)"\)/g,
  );
  const paths = [...later].map(([, path]) => resolve(ROOT, "views", path));
  assert.ok(paths.length > 8);
  for (const path of paths) assert.ok(!first.has(path), relative(ROOT, path));
});

test("the store is pure: no page, network, clock or chance", () => {
  const forbidden =
    /\b(document|window\.|fetch|localStorage|Date\.now|new Date\(\)|Math\.random|setTimeout)\b/;
  for (const file of modules().filter((one) => layer(one) === LAYERS.store)) {
    assert.doesNotMatch(readFileSync(file, "utf8"), forbidden, file);
  }
});

test("no module of our own writes markup", () => {
  const forbidden =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|\beval\(|new Function/;
  for (const file of ownModules()) assert.doesNotMatch(readFileSync(file, "utf8"), forbidden, file);
});

test("modules are short", () => {
  for (const file of ownModules()) {
    const lines = readFileSync(file, "utf8").split("\n").length;
    assert.ok(lines <= 320, `${file} has ${lines} lines`);
  }
});
