/**
 * Holds regular expressions against the texts made for them, each in a thread that can be ended,
 * and writes those that took too long:  node run_patterns.mjs CASES SECONDS SIZE
 */

import { readFileSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const [, , file, seconds, size] = process.argv;

if (isMainThread) {
  const cases = JSON.parse(readFileSync(file, "utf8"));
  for (let next = 0; next < cases.length; ) next = await run(cases, next);
} else {
  const { cases, from } = workerData;
  for (let at = from; at < cases.length; at += 1) {
    const [, source, flags, recipes] = cases[at];
    for (const [number, recipe] of recipes.entries()) {
      const text = textOf(recipe);
      parentPort.postMessage({ at, number });
      const pattern = new RegExp(source, flags.replace("g", ""));
      pattern.test(text);
      if (flags.includes("g")) text.replace(new RegExp(source, flags), "");
    }
  }
}

/** As `text_of` in adversaries.py; `size` counts characters of one unit here. */
function textOf([lead, unit, end]) {
  return lead + unit.repeat(Math.ceil(size / unit.length)) + end;
}

/** Goes through the cases from one on, until one takes too long; gives the number of the next. */
function run(cases, from) {
  return new Promise((done) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { cases, from }, argv: [file, seconds, size] });
    let now = { at: from, number: 0 };
    let timer;
    const end = () => {
      const [place, source, , recipes] = cases[now.at];
      const text = textOf(recipes[now.number]).slice(0, 12);
      console.log(`${place}: /${source}/ takes too long with ${JSON.stringify(text)}`);
      worker.removeAllListeners("exit");
      worker.terminate().then(() => done(now.at + 1));
    };
    worker.on("message", (message) => {
      now = message;
      clearTimeout(timer);
      timer = setTimeout(end, seconds * 4000);
    });
    worker.on("error", (error) => {
      throw error;
    });
    worker.on("exit", () => {
      clearTimeout(timer);
      done(cases.length);
    });
  });
}
