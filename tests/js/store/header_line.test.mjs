import assert from "node:assert/strict";
import { test } from "node:test";
import { headerLine } from "../../../static/js/store/header_line.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, Room } from "../server.mjs";

const lastSeen = (iso) => `Last seen ${iso}`;

test("messages that disappear are told of under the name, for as long as they do", () => {
  const state = loadSnapshot(ME, new Room().snapshot());
  const line = (more) =>
    headerLine(state, { ...state.conversations["c-1"], members_count: 3, ...more }, lastSeen);
  const fading = (seconds) => ({ settings: { disappear_after_seconds: seconds } });
  assert.equal(line({}), "3 members");
  assert.equal(line(fading(0)), "3 members");
  assert.equal(line(fading(86_400)), "3 members · disappearing messages: 1 day");
  const bare = { type: "DM", peer: null, ...fading(60) };
  assert.equal(line(bare), "Disappearing messages: 1 minute");
});
