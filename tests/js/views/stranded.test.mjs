import assert from "node:assert/strict";
import { test } from "node:test";
import { Stranded } from "../../../static/js/views/stranded.js";

const TEXT = "to a chat that is gone";

/** A page that holds one draft for a chat that is gone, and what it was shown of it. */
function begun(use) {
  const shown = [];
  const drafts = new Map([["c-gone", TEXT]]);
  const part = {
    openStrandedDialog: (_context, texts, onClose) => shown.push({ texts, onClose }),
  };
  const stranded = new Stranded({
    drafts: {
      all: () => [...drafts.keys()],
      read: (id) => drafts.get(id),
      forget: (id) => drafts.delete(id),
    },
    edits: { changed: () => [] },
    later: { use: async (_name, open) => use(() => open(part)) },
  });
  return { stranded, shown, drafts };
}

const state = (chats) => ({
  booted: true,
  connection: { status: "open" },
  resync: null,
  order: Array.from({ length: chats }, (_, at) => `c-${at}`),
  pending: NOTHING,
  conversations: {},
  missing: {},
});
const NOTHING = {};

test("what was written to a chat that is gone is told once, and let go of when it was read", async () => {
  const { stranded, shown, drafts } = begun((open) => open());
  stranded.update(state(3));
  stranded.update(state(2));
  await Promise.resolve();
  assert.deepEqual(
    shown.map(({ texts }) => texts),
    [[TEXT]],
  );
  assert.equal(drafts.size, 1);
  shown[0].onClose();
  assert.equal(drafts.size, 0);
  stranded.update(state(1));
  assert.equal(shown.length, 1);
});

test("what could not be shown is kept, and told at the next change", async () => {
  let here = false;
  const { stranded, shown, drafts } = begun((open) => here && open());
  stranded.update(state(3));
  await new Promise(setImmediate);
  assert.deepEqual([shown.length, drafts.size], [0, 1]);
  here = true;
  stranded.update(state(3));
  assert.equal(shown.length, 0);
  stranded.update(state(2));
  assert.deepEqual(
    shown.map(({ texts }) => texts),
    [[TEXT]],
  );
});
