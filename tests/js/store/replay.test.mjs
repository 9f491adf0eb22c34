import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { canonicalState } from "../../../static/js/store/canonical.js";
import { changesLoaded } from "../../../static/js/store/catchup.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { loadSnapshot, replay } from "../replay.mjs";
import { live, ME, NOOR, Room, random } from "../server.mjs";

function shuffled(list, next) {
  const copy = list.slice();
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(next() * (i + 1));
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

function history(seed) {
  const next = random(seed);
  const room = new Room();
  live(room, next, 25);
  const snapshot = room.snapshot({ limit: 10 });
  room.events.length = 0;
  live(room, next, 40);
  // The fresh page starts where the old one did, so that both show the same part.
  const from = snapshot.messages[room.id].results[0]?.seq ?? 1;
  const fresh = room.snapshot({ limit: room.messages.length - from + 1 });
  return { next, room, snapshot, fresh, events: structuredClone(room.events) };
}

test("an old snapshot and its events make the fresh snapshot", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { snapshot, fresh, events } = history(seed);
    const states = replay({ me: ME, snapshot, events, fresh });
    assert.deepEqual(states.replayed, states.fresh, `seed ${seed}`);
  }
});

test("events shuffled and doubled make the same state", () => {
  for (let seed = 100; seed <= 160; seed += 1) {
    const { next, snapshot, fresh, events } = history(seed);
    const doubled = shuffled([...events, ...events.filter(() => next() < 0.5)], next);
    const states = replay({ me: ME, snapshot, events: doubled, fresh });
    assert.deepEqual(states.replayed, states.fresh, `seed ${seed}`);
  }
});

test("lost events are made good by changes, in pages of any size, among late events", () => {
  for (let seed = 200; seed <= 280; seed += 1) {
    const { next, room, snapshot, fresh, events } = history(seed);
    const numbered = events.filter((frame) => frame.rev === undefined || next() < 0.6);
    const late = shuffled(events, next).slice(0, 10);
    let state = loadSnapshot(ME, snapshot);
    for (const frame of shuffled(numbered, next)) state = applyEvent(state, frame);
    const limit = 1 + Math.floor(next() * 9);
    for (let more = true; more; ) {
      const answer = room.changes(state.cursors[room.id], limit);
      more = answer.has_more;
      state = changesLoaded(state, room.id, answer);
      const frame = late.pop();
      if (frame) state = applyEvent(state, frame);
    }
    const loaded = loadSnapshot(ME, fresh);
    assert.deepEqual(canonicalState(state), canonicalState(loaded), `seed ${seed}`);
  }
});

test("a hole is never shown as if the timeline were complete", () => {
  const room = new Room();
  room.send(NOOR, "one");
  const snapshot = room.snapshot();
  const second = room.send(NOOR, "two");
  const third = room.send(NOOR, "three");
  let state = applyEvent(loadSnapshot(ME, snapshot), third);
  assert.equal(state.timelines["c-1"].to_seq, 1);
  assert.deepEqual(state.stale, { "c-1": "gap" });
  state = applyEvent(state, second);
  assert.equal(state.timelines["c-1"].to_seq, 3);
  assert.deepEqual(state.stale, {});
});

test("the command reads stories and prints both states of each", () => {
  const { snapshot, fresh, events } = history(7);
  const input = JSON.stringify([{ me: ME, snapshot, events, fresh }]);
  const script = new URL("../replay.mjs", import.meta.url).pathname;
  const run = spawnSync(process.execPath, [script], { input, encoding: "utf8" });
  assert.equal(run.stderr, "");
  const [states] = JSON.parse(run.stdout);
  assert.deepEqual(states.replayed, states.fresh);
  assert.ok(states.replayed.timelines["c-1"].messages.length > 0);
});
