import assert from "node:assert/strict";
import { test } from "node:test";
import { initialState } from "../../../static/js/store/state.js";
import { offerToSchedule } from "../../../static/js/views/composer_later.js";

globalThis.window = new EventTarget();
const ENTER = { key: "Enter", ctrlKey: true, shiftKey: true };

/** A composer with a text, and what is wanted each time that the times are asked for. */
function begun(text) {
  const drafts = new Map([["c-1", text]]);
  const listeners = {};
  const composer = {
    mode: null,
    conversationId: "c-1",
    element: {
      addEventListener: (name, listener) => {
        listeners[name] = listener;
      },
    },
    sendButton: {},
    field: {
      read: () => ({ body: composer.text, empty: composer.text === "", tooLong: false }),
    },
    text,
    drafts: {
      read: (id) => drafts.get(id) ?? "",
    },
    forgetDraft: (id) => drafts.set(id, ""),
    emptied: () => {
      drafts.set("c-1", "");
      composer.text = "";
      composer.mode = null;
    },
  };
  const wishes = [];
  const part = { openScheduleMenu: (_context, _anchor, wanted) => wishes.push(wanted()) };
  const context = {
    store: { state: initialState({ id: "u-me" }) },
    later: { use: (_name, use) => use(part) },
  };
  offerToSchedule(context, composer);
  const offer = (everywhere) => {
    context.store.state = { ...context.store.state, features: { everywhere, inSpaces: {} } };
  };
  const type = (value) => {
    composer.text = value;
    drafts.set("c-1", value);
  };
  const wanted = () => {
    listeners.keydown({ ...ENTER, preventDefault() {}, stopPropagation() {} });
    return wishes.at(-1);
  };
  return { composer, drafts, offer, type, wanted };
}

test("the same message keeps its id until it is taken, so that a lost answer leaves one", () => {
  const { type, wanted } = begun("Soup");
  const first = wanted();
  assert.match(first.clientId, /^[0-9a-f-]{36}$/);
  const second = wanted();
  assert.equal(second.clientId, first.clientId);
  type("Bread");
  const other = wanted();
  assert.notEqual(other.clientId, first.clientId);
  other.taken();
  type("Bread");
  assert.notEqual(wanted().clientId, other.clientId);
});

test("what was scheduled leaves the composer, and what was typed since stays", () => {
  const { composer, drafts, type, wanted } = begun("Soup");
  const first = wanted();
  type("Soup at one");
  first.taken();
  assert.deepEqual([composer.text, drafts.get("c-1")], ["Soup at one", "Soup at one"]);
  wanted().taken();
  assert.deepEqual([composer.text, drafts.get("c-1")], ["", ""]);
});

test("an edit begun meanwhile stays, and the draft behind it goes", () => {
  const { composer, drafts, wanted } = begun("Soup");
  const first = wanted();
  composer.mode = { kind: "edit" };
  composer.text = "An older message";
  first.taken();
  assert.deepEqual([composer.text, drafts.get("c-1")], ["An older message", ""]);
  assert.equal(composer.mode.kind, "edit");
});

test("where nothing can be sent later nobody is asked when", () => {
  const { offer, wanted } = begun("Soup");
  offer({ scheduled: false });
  assert.equal(wanted(), undefined);
  offer({ scheduled: true });
  assert.equal(wanted().body, "Soup");
});
