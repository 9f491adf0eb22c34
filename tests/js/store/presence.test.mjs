import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionChanged } from "../../../static/js/store/account.js";
import { applyEvent } from "../../../static/js/store/dispatch.js";
import { peopleOnScreen, presenceOf, presencesLoaded } from "../../../static/js/store/presence.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

const seen = (user, status) => ({
  user_id: user.id,
  status,
  last_seen_at: null,
  custom_status: "",
});
const event = (user, status) => ({ ev: "presence", d: seen(user, status) });
const statusOf = (state, user) => presenceOf(state, user.id)?.status ?? null;

function begun(...rooms) {
  const all = rooms.length > 0 ? rooms : [new Room()];
  return loadSnapshot(ME, {
    conversations: all.map((room) => room.conversation()),
    members: Object.fromEntries(all.map((room) => [room.id, room.memberList()])),
  });
}

test("a person shows what was heard of them last, and nothing before", () => {
  let state = begun();
  assert.equal(statusOf(state, NOOR), null);
  for (const status of ["online", "away"]) state = applyEvent(state, event(NOOR, status));
  assert.equal(statusOf(state, NOOR), "away");
  assert.equal(statusOf(state, TOMASZ), null);
});

test("what the server cannot know is not known here", () => {
  const state = presencesLoaded(begun(), [seen(NOOR, null)], new Set());
  assert.equal(presenceOf(state, NOOR.id), null);
});

test("an answer replaces everybody, but not what was heard since it was asked for", () => {
  let state = begun();
  for (const user of [NOOR, TOMASZ, ME]) state = applyEvent(state, event(user, "online"));
  const answer = [seen(NOOR, "offline"), seen(TOMASZ, "dnd")];
  state = presencesLoaded(state, answer, new Set([NOOR.id]));
  assert.deepEqual(
    [NOOR, TOMASZ, ME].map((user) => statusOf(state, user)),
    ["online", "dnd", null],
  );
});

test("a short break of the line changes nothing to see, a longer one everything", () => {
  const state = applyEvent(begun(), event(NOOR, "online"));
  const at = (status, attempts) => statusOf(connectionChanged(state, { status, attempts }), NOOR);
  assert.equal(at("open", 0), "online");
  assert.equal(at("waiting", 1), "online");
  assert.equal(at("waiting", 2), null);
  assert.equal(at("catching_up", 0), "online");
  assert.equal(at("closed", 0), null);
});

test("people on screen are ourselves, the others of direct chats, the members of the open one", () => {
  const dm = new Room({ id: "c-dm", type: "DM", members: [ME, NOOR] });
  const group = new Room({ id: "c-group", members: [ME, TOMASZ] });
  group.leave(TOMASZ);
  const state = begun(dm, group);
  assert.deepEqual(peopleOnScreen(state, null), [ME.id, NOOR.id]);
  assert.deepEqual(peopleOnScreen(state, "c-group"), [ME.id, NOOR.id]);
  group.join(TOMASZ);
  assert.deepEqual(peopleOnScreen(begun(dm, group), "c-group"), [ME.id, NOOR.id, TOMASZ.id]);
  assert.deepEqual(peopleOnScreen(begun(dm, group), "c-unknown"), [ME.id, NOOR.id]);
});

test("no more people are watched than the server allows", () => {
  const people = Array.from({ length: 400 }, (_, n) => ({
    id: `u-${n}`,
    username: `u${n}`,
    display_name: `U ${n}`,
  }));
  const dms = people.slice(0, 150).map((peer) => {
    const room = new Room({ id: `c-${peer.id}`, type: "DM", members: [ME, peer] });
    return {
      ...room,
      conversation: () => ({ ...room.conversation(), peer }),
      memberList: () => [],
    };
  });
  const group = new Room({ id: "c-group", members: people });
  assert.equal(peopleOnScreen(begun(group, ...dms), null).length, 101);
  assert.ok(peopleOnScreen(begun(group, ...dms), "c-group").length <= 301);
});
