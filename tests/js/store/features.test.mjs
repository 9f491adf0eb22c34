import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionChanged } from "../../../static/js/store/account.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import {
  featuresLoaded,
  isOffered,
  isOfferedSomewhere,
} from "../../../static/js/store/features.js";
import { initialState } from "../../../static/js/store/state.js";
import { waitingLoaded } from "../../../static/js/store/waiting.js";
import { ME } from "../server.mjs";

const config = (features, features_in_spaces = {}) => ({ features, features_in_spaces });

test("a feature is there unless the server says otherwise, and then perhaps in some spaces", () => {
  const state = initialState(ME);
  assert.ok(isOffered(state, "polls", null));
  const next = featuresLoaded(state, config({ polls: false, threads: true }, { "s-1": ["polls"] }));
  assert.ok(!isOffered(next, "polls", null));
  assert.ok(!isOffered(next, "polls", "s-2"));
  assert.ok(isOffered(next, "polls", "s-1"));
  assert.ok(isOffered(next, "threads", "s-2"));
  assert.ok(isOfferedSomewhere(next, "polls"));
  const none = featuresLoaded(next, config({ polls: false }));
  assert.ok(!isOfferedSomewhere(none, "polls"));
});

test("features are asked for again when they change, and after a time without a line", () => {
  const state = initialState(ME);
  const heard = applyEvent(state, { ev: "features.updated", d: {} });
  assert.equal(heard.news.features, 1);
  const back = { status: "catching_up", attempts: 0 };
  assert.equal(connectionChanged(state, back).news.features, 0);
  assert.equal(connectionChanged({ ...state, booted: true }, back).news.features, 1);
});

test("how many messages wait is what was told last", () => {
  const told = { part: "scheduled", conversation_id: "c-1", count: 2, failed: 1 };
  const state = waitingLoaded(initialState(ME), "c-1", { count: 5, failed: 0, next: null });
  assert.deepEqual(state.waiting["c-1"], { count: 5, failed: 0 });
  const next = applyEvent(state, { ev: "account.updated", c: "c-1", d: told });
  assert.deepEqual(next.waiting["c-1"], { count: 2, failed: 1 });
  assert.equal(next.accountStale, false);
  // An answer that was asked for before the event.
  assert.equal(waitingLoaded(next, "c-1", { count: 5, failed: 0 }), next);
});
