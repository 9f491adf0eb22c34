/** @import {Conversation} from "../../types.js" */
import { formatDuration } from "../../lib/durations.js";
import { conversationLoaded } from "../../store/conversations.js";
import { isOffered } from "../../store/features.js";
import { openDialog } from "../dialog.js";
import { choose, fadesField, offerFades } from "./life_fields.js";
import { paneRow } from "./parts.js";

/**
 * Sets how long messages of a direct chat stay, for both.
 * @param {import("../context.js").Context} context
 * @param {Conversation} conversation
 */
function openFadesDialog({ api, store }, { id, settings }) {
  const field = fadesField("fades");
  const now = String(settings?.disappear_after_seconds ?? 0);
  choose(field, now, (value) => `After ${formatDuration(Number(value))}`);
  offerFades(field, now, isOffered(store.state, "disappearing", null));
  openDialog({
    title: "Disappearing messages",
    body: [field.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Save",
        kind: "primary",
        run: async () => {
          const disappear_after_seconds = Number(field.input.value);
          const changes = { settings: { disappear_after_seconds } };
          store.apply(conversationLoaded, await api.patchConversation(id, changes));
        },
      },
    ],
  });
}

/**
 * The way there, where it is offered, or set already.
 * @param {import("../context.js").Context} context
 * @param {Conversation} conversation
 */
export function fadesRow(context, conversation) {
  const value = fadesWords(conversation);
  if (value === "Off" && !isOffered(context.store.state, "disappearing", null)) return false;
  const run = () => openFadesDialog(context, conversation);
  return paneRow({ icon: "timer", label: "Disappearing messages", value, leads: true, run });
}

/** @param {Conversation} conversation */
export function fadesWords({ settings }) {
  const seconds = settings?.disappear_after_seconds;
  return seconds ? formatDuration(seconds) : "Off";
}
