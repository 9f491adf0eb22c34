import assert from "node:assert/strict";
import { test } from "node:test";
import { savePrivacy } from "../../../static/js/views/privacy_dialog.js";

test("what another device changed meanwhile is not undone by what is saved here", async () => {
  // On the server somebody has hidden already that they are here: this page does not know it yet.
  let there = { last_seen: "nobody", forwards: "everyone" };
  const sent = [];
  const context = {
    api: {
      patchMe: async ({ privacy_settings }) => {
        sent.push(privacy_settings);
        there = { ...there, ...privacy_settings };
        return { id: "u-me", privacy_settings: there };
      },
    },
    store: { apply: (_reducer, me) => assert.deepEqual(me.privacy_settings, there) },
  };
  const before = { last_seen: "everyone", forwards: "everyone" };
  await savePrivacy(context, before, { ...before, forwards: "nobody" });
  assert.deepEqual(there, { last_seen: "nobody", forwards: "nobody" });
  assert.deepEqual(sent, [{ forwards: "nobody" }]);
  await savePrivacy(context, before, { ...before });
  assert.equal(sent.length, 1);
});
