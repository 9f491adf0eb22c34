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

test("the inbox has addresses of its own, and is left for the chats", (t) => {
  const nothing = { spaceId: null, conversationId: null, messageId: null, pane: null };
  for (const inbox of ["unread", "mentions", "threads", "bookmarks"]) {
    const one = { ...nothing, inbox };
    assert.deepEqual(place(Router.address(one)), one);
  }
  assert.equal(place("/inbox/stuff").inbox, undefined);
  const router = begun(t, "/");
  router.openInbox();
  assert.equal(location.pathname, "/inbox");
  router.open(null);
  assert.deepEqual(router.place, nothing);
  router.openInbox("bookmarks");
  router.open("c-1", { messageId: "m-9" });
  assert.equal(location.pathname, "/c/c-1/m/m-9");
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

/** A router in a page whose addresses are these. */
function begun(context, address) {
  const held = ["history", "location", "window"].map((name) => [name, globalThis[name]]);
  context.after(() => Object.assign(globalThis, Object.fromEntries(held)));
  globalThis.window = new EventTarget();
  globalThis.location = new URL(address, "https://chat.example");
  const go = (_state, _title, to) => {
    globalThis.location = new URL(to, "https://chat.example");
  };
  globalThis.history = { pushState: go, replaceState: go };
  const router = new Router(() => undefined);
  router.spaceOf = (id) => (id.startsWith("ch-") ? "s-1" : null);
  router.paneIn = () => "members";
  return router;
}

test("a channel that is opened again keeps the members beside it, and a chat closes its pane", (t) => {
  const router = begun(t, "/");
  router.open("ch-1");
  assert.equal(router.place.pane, "members");
  router.open("ch-1");
  assert.equal(router.place.pane, "members");
  router.showPane("pins");
  router.open("ch-1");
  assert.equal(router.place.pane, null);
  router.open("c-1");
  router.showPane("details");
  router.open("c-1");
  assert.equal(router.place.pane, null);
});

test("what somebody opens or closes beside a chat is told, what comes with a chat is not", (t) => {
  const router = begun(t, "/");
  const told = [];
  router.onPaneChosen = (to, from) => told.push([to, from]);
  router.open("ch-1");
  router.showPane(null);
  router.showPane(null);
  router.showPane("members");
  assert.deepEqual(told, [
    [null, "members"],
    ["members", null],
  ]);
});
