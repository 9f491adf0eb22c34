// Several pages at once, without a browser: reads one JSON command a line, answers one line each.
//   {client, do: "load", me, snapshot}    begins anew with what a page fetched (see replay.mjs)
//   {client, do: "event", frame} · "sync", answer · "changes", id, answer ·
//   "conversation", conversation · "removed", id                              applied by the reducers
//   {client, do: "wants"}   → {account_cursor, cursors, stale, missing, loaded: {id: from_seq}}
//   {client, do: "compare", me, fresh}    → {replayed, fresh}, both canonical
import { createInterface } from "node:readline";
import { canonicalState } from "../../static/js/store/canonical.js";
import { changesLoaded, conversationFetched, syncLoaded } from "../../static/js/store/catchup.js";
import { conversationRemoved } from "../../static/js/store/conversations.js";
import { applyEvent } from "../../static/js/store/dispatch.js";
import { isLoaded } from "../../static/js/store/loaded.js";
import { loadSnapshot } from "./replay.mjs";

const states = new Map();

const CHANGES = {
  load: (_state, { me, snapshot }) => loadSnapshot(me, snapshot),
  event: (state, { frame }) => applyEvent(state, frame),
  sync: (state, { answer }) => syncLoaded(state, answer),
  changes: (state, { id, answer }) => changesLoaded(state, id, answer),
  conversation: (state, { conversation }) => conversationFetched(state, conversation),
  removed: (state, { id }) => conversationRemoved(state, id),
};

function wants(state) {
  const cursors = Object.entries(state.cursors).filter(([id]) => isLoaded(state, id));
  const timelines = Object.entries(state.timelines);
  return {
    account_cursor: state.accountCursor,
    cursors: Object.fromEntries(cursors),
    all_cursors: state.cursors,
    stale: Object.keys(state.stale),
    missing: Object.keys(state.missing),
    loaded: Object.fromEntries(timelines.map(([id, timeline]) => [id, timeline.from_seq])),
  };
}

function answer(command) {
  const state = states.get(command.client);
  if (command.do === "wants") return wants(state);
  if (command.do === "compare") {
    const fresh = canonicalState(loadSnapshot(command.me, command.fresh));
    return { replayed: canonicalState(state), fresh };
  }
  states.set(command.client, CHANGES[command.do](state, command));
  return {};
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
