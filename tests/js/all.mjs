// Every test of the modules, in one process: one for each file takes longer than the tests do.

import { globSync } from "node:fs";
import { describe } from "node:test";

// What a file says before and after each of its tests is for those alone.
for (const file of globSync("**/*.test.mjs", { cwd: import.meta.dirname }).sort()) {
  describe(file, () => import(`./${file}`));
}
