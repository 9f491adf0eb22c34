/** @import {Conversation} from "../../types.js" */
import { formatDuration } from "../../lib/durations.js";
import { conversationLoaded } from "../../store/conversations.js";
import { openDialog } from "../dialog.js";
import { choose, fadesField } from "./life_fields.js";

/**
 * Sets how long messages of a direct chat stay, for both.
 * @param {import("../context.js").Context} context
 * @param {Conversation} conversation
 */
export function openFadesDialog({ api, store }, { id, settings }) {
  const field = fadesField("fades");
  const now = String(settings?.disappear_after_seconds ?? 0);
  choose(field, now, (value) => `After ${formatDuration(Number(value))}`);
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

/** @param {Conversation} conversation */
export function fadesWords({ settings }) {
  const seconds = settings?.disappear_after_seconds;
  return seconds ? formatDuration(seconds) : "Off";
}
