// Reads a JSON list of stories on stdin, prints for each its two canonical states on stdout:
//   in   {me, snapshot, events: [frame…], fresh, answers?: [{conversation_id, changes} | {sync} | {conversation} | {space}]}
//        a snapshot is {me?, conversations: [Conversation], messages: {id: page},
//        members: {id: [Member]}, pins?: {id: [Message]}, spaces?: [Space],
//        space_members?: {id: [SpaceMember]}}
//        as fetched by REST (a page of conversations or members may also be given whole)
//   out  {"replayed": snapshot + events (+ answers), "fresh": fresh loaded}
// Updates of the personal part that never travel as events may be left out of both by the caller.
import { canonicalState } from "../../static/js/store/canonical.js";
import {
  changesLoaded,
  conversationFetched,
  spaceFetched,
  syncLoaded,
} from "../../static/js/store/catchup.js";
import { applyEvent } from "../../static/js/store/dispatch.js";
import { membersLoaded, membersRequested } from "../../static/js/store/members.js";
import { pinsLoaded, pinsRequested } from "../../static/js/store/pins.js";
import { spaceMembersLoaded, spaceMembersRequested } from "../../static/js/store/space_members.js";
import { initialState } from "../../static/js/store/state.js";
import { pageRequested } from "../../static/js/store/timelines.js";
import { windowLoaded } from "../../static/js/store/windows.js";

const results = (page) => (Array.isArray(page) ? page : (page?.results ?? []));

export function loadSnapshot(me, snapshot) {
  let state = initialState(snapshot.me ?? me);
  for (const conversation of results(snapshot.conversations)) {
    state = conversationFetched(state, conversation);
  }
  for (const space of results(snapshot.spaces)) state = spaceFetched(state, space);
  for (const [id, members] of Object.entries(snapshot.space_members ?? {})) {
    state = spaceMembersLoaded(spaceMembersRequested(state, id), id, results(members));
  }
  for (const [id, page] of Object.entries(snapshot.messages ?? {})) {
    state = windowLoaded(pageRequested(state, id), id, page);
  }
  for (const [id, members] of Object.entries(snapshot.members ?? {})) {
    state = membersLoaded(membersRequested(state, id), id, results(members));
  }
  for (const [id, pins] of Object.entries(snapshot.pins ?? {})) {
    state = pinsLoaded(pinsRequested(state, id), id, results(pins));
  }
  return state;
}

export function replay({ me, snapshot, events = [], answers = [], fresh }) {
  let state = loadSnapshot(me, snapshot);
  for (const frame of events) state = applyEvent(state, frame);
  for (const { conversation_id: id, changes, sync, conversation, space } of answers) {
    if (space) state = spaceFetched(state, space, state.staleSpaces[space.id]);
    else if (conversation) state = conversationFetched(state, conversation);
    else state = sync ? syncLoaded(state, sync) : changesLoaded(state, id, changes);
  }
  // What is pinned out of sight a page asks for.
  for (const [id, pins] of Object.entries(fresh.pins ?? {})) {
    if (!state.pins[id]) state = pinsLoaded(pinsRequested(state, id), id, results(pins));
  }
  const loaded = loadSnapshot(me, fresh);
  return { replayed: canonicalState(state), fresh: canonicalState(loaded) };
}

if (process.argv[1] === import.meta.filename) {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const stories = JSON.parse(Buffer.concat(chunks).toString());
  process.stdout.write(JSON.stringify(stories.map(replay)));
}
