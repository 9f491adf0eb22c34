import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { renderMarkdown } from "../../../static/js/lib/markdown.js";
import { holdsMarkup, withoutMarkup } from "../../../static/js/lib/markup.js";

const CORPUS = resolve(import.meta.dirname, "../../corpus/markdown");

const cases = readdirSync(CORPUS).flatMap((file) =>
  JSON.parse(readFileSync(join(CORPUS, file), "utf8")).map((one) => ({ ...one, file })),
);

/** As a sanitiser writes it: it says what a link may tell, and names only the signs that it must. */
const written = (html) =>
  html
    .replaceAll(' target="_blank">', ' target="_blank" rel="noopener noreferrer">')
    .replaceAll("&quot;", '"')
    .replaceAll("\u00a0", "&nbsp;")
    .trimEnd();

test("the page makes of the corpus what the server makes of it", () => {
  assert.ok(cases.length > 150);
  for (const { file, name, body, html, plain } of cases) {
    assert.equal(written(renderMarkdown(body)), html, `${file}: ${name}`);
    assert.equal(withoutMarkup(body), plain, `${file}: ${name}`);
  }
});

test("faces, dashes and numbers alone are no markup", () => {
  for (const body of ["-", "1.", ">:(", "a * b", "snake_case", "C:\\dir", "5 > 3", "[x]", "~ 5"]) {
    assert.equal(holdsMarkup(body), false, body);
  }
  for (const body of ["**a**", "_a_", "~~a~~", "`a`", "> a", "- a", "1) a", "[a](http://b)"]) {
    assert.equal(holdsMarkup(body), true, body);
  }
});

test("more lines of lists and quotes than anybody writes are text", () => {
  assert.equal(renderMarkdown("- a\n".repeat(300)).split("<li>").length, 301);
  assert.ok(renderMarkdown("- a\n".repeat(301)).startsWith("<p>- a<br>- a"));
});

test("what takes too long is given up", () => {
  const body = "*a ".repeat(2_000);
  assert.equal(
    renderMarkdown(body, () => true),
    null,
  );
  assert.notEqual(
    renderMarkdown(body, () => false),
    null,
  );
});

test("no bomb takes long", () => {
  for (const shape of [
    "[",
    "[[]",
    "![",
    "[a](",
    "*a",
    "*_",
    "`a``b```c",
    "> ",
    "- ",
    "- a\n",
    "<",
    "\\",
  ]) {
    const body = shape.repeat(8_000).slice(0, 8_000);
    const began = process.cpuUsage().user;
    renderMarkdown(body);
    withoutMarkup(body);
    const took = (process.cpuUsage().user - began) / 1_000;
    assert.ok(took < 600, `${shape}: ${took} ms`);
  }
});
