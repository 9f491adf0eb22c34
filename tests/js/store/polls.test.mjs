import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { messageAnswered } from "../../../static/js/store/pending.js";
import { previewOf } from "../../../static/js/store/preview.js";
import { lastOwnMessage } from "../../../static/js/store/select.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

/** A poll as events tell it: the same for everyone. */
const told = (...counts) => ({
  options: counts.map((count, index) => ({ id: index + 1, text: `Option ${index + 1}`, count })),
  multiple: true,
  anonymous: false,
  closes_at: null,
  closed: false,
  voters: Math.max(...counts),
});

/** A room in which somebody asks something, and the state of a page that hears of it. */
function asked(by = NOOR) {
  const room = new Room();
  const state = loadSnapshot(ME, room.snapshot());
  const frame = room.send(by, "Which?");
  frame.d.poll = told(0, 0, 0);
  return { room, state: applyEvent(state, frame) };
}

const pollIn = (state) => state.timelines["c-1"].messages.at(-1).poll;
const own = (state) => pollIn(state).options.map(({ me }) => me);
const counts = (state) => pollIn(state).options.map(({ count }) => count);

/** Somebody's vote, as everyone hears of it. */
function counted(room, ...now) {
  const frame = room.edit(1, "Which?");
  frame.d = { ...frame.d, change: "poll", by: NOOR.id, version: 1, poll: told(...now) };
  return frame;
}

let lastRev = 10;
const voted = (...option_ids) => {
  lastRev += 1;
  return {
    ev: "message.voted",
    c: "c-1",
    d: { message_id: "m-1", option_ids, as_of_rev: lastRev },
  };
};

test("in a new poll nothing is chosen, and what others choose is not one's own", () => {
  const { room, state } = asked();
  assert.deepEqual(own(state), [false, false, false]);
  const next = applyEvent(state, counted(room, 1, 0, 0));
  assert.deepEqual(
    [counts(next), own(next)],
    [
      [1, 0, 0],
      [false, false, false],
    ],
  );
});

test("what one chose on another device is shown, before and after everyone hears of it", () => {
  const { room, state } = asked();
  const first = applyEvent(applyEvent(state, voted(1, 3)), counted(room, 1, 0, 1));
  assert.deepEqual(own(first), [true, false, true]);
  const changed = applyEvent(applyEvent(first, counted(room, 0, 1, 0)), voted(2));
  assert.deepEqual(
    [counts(changed), own(changed)],
    [
      [0, 1, 0],
      [false, true, false],
    ],
  );
  const last = changed.conversations["c-1"].last_message;
  assert.deepEqual(
    last.poll.options.map(({ me }) => me),
    [false, true, false],
  );
  assert.deepEqual(own(applyEvent(changed, voted())), [false, false, false]);
});

test("what one chose before is not heard after what one chose later", () => {
  const { state } = asked();
  const [first, second] = [voted(1), voted(2)];
  const next = applyEvent(applyEvent(state, second), first);
  assert.deepEqual(own(next), [false, true, false]);
});

test("an answer of the server says whose each vote is", () => {
  const { room, state } = asked();
  const frame = counted(room, 0, 0, 1);
  const options = frame.d.poll.options.map((option) => ({ ...option, me: option.id === 3 }));
  const { by, change, ...message } = frame.d;
  const answer = { ...message, poll: { ...frame.d.poll, options } };
  const next = messageAnswered(state, answer);
  assert.deepEqual(
    [counts(next), own(next)],
    [
      [0, 0, 1],
      [false, false, true],
    ],
  );
});

test("a vote in what is not here changes nothing", () => {
  const { state } = asked();
  const other = { ...voted(1), d: { message_id: "m-9", option_ids: [1] } };
  assert.deepEqual(own(applyEvent(state, other)), [false, false, false]);
  assert.equal(applyEvent(state, { ...voted(1), c: "c-9" }).timelines["c-9"], undefined);
});

test("of a poll that was brought back it is not known what one chose", () => {
  const { room, state } = asked();
  const gone = applyEvent(applyEvent(state, voted(2)), room.remove(1));
  const frame = counted(room, 0, 1, 0);
  frame.d = { ...frame.d, change: "recover", deleted: false, deleted_at: null };
  assert.deepEqual(own(applyEvent(gone, frame)), [undefined, undefined, undefined]);
});

test("a poll is named in the list, and is not what the arrow edits", () => {
  const { state } = asked(ME);
  const preview = previewOf(state, state.conversations["c-1"], { failed: null, draft: "" });
  assert.equal(preview.text, "Poll: Which?");
  assert.equal(lastOwnMessage(state, "c-1"), null);
});
