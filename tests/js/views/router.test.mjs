import assert from "node:assert/strict";
import { test } from "node:test";
import { Router, readPlace } from "../../../static/js/views/router.js";

const place = (address) => {
  const { pathname, search } = new URL(address, "https://chat.example");
  return readPlace({ pathname, search });
};

test("an address holds the chat, the message and the pane, and comes back the same", () => {
  for (const one of [
    { spaceId: null, conversationId: null, messageId: null, pane: null },
    { spaceId: null, conversationId: "c-1", messageId: null, pane: null },
    { spaceId: null, conversationId: "c-1", messageId: "m-9", pane: null },
    { spaceId: null, conversationId: "c-1", messageId: "m-9", pane: "pins" },
    { spaceId: null, conversationId: "c-1", messageId: null, pane: "details" },
    { spaceId: "s-1", conversationId: null, messageId: null, pane: null },
    { spaceId: "s-1", conversationId: "c-1", messageId: null, pane: null },
    { spaceId: "s-1", conversationId: "c-1", messageId: null, pane: "members" },
  ]) {
    assert.deepEqual(place(Router.address(one)), one);
  }
});

test("what an address does not know is left out", () => {
  assert.deepEqual(place("/c/c-1?pane=stuff"), place("/c/c-1"));
  assert.deepEqual(place("/?pane=details"), place("/"));
  assert.equal(place("/c/c-1/").conversationId, "c-1");
  assert.equal(place("/x/c-1").conversationId, null);
});

test("a message of a channel is found by the channel, without its space", () => {
  const one = { spaceId: "s-1", conversationId: "c-1", messageId: "m-9", pane: null };
  assert.equal(Router.address(one), "/c/c-1/m/m-9");
});

test("the settings of a space are no channel of it", () => {
  assert.equal(place("/s/s-1/settings/overview").spaceId, null);
});
