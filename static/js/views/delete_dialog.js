/** @import {Message} from "../types.js" */
import { messageAnswered } from "../store/pending.js";
import { openDialog } from "./dialog.js";
import { rightsOn } from "./message.js";

/**
 * Asks for whom a message is to go.
 * @param {import("./context.js").Context} context
 * @param {Message} message
 */
export function openDeleteDialog({ api, live, store }, message) {
  const { remove } = rightsOn(store.state, message);
  /** @type {import("./dialog.js").DialogAction[]} */
  const actions = [
    { label: "Cancel", kind: "secondary" },
    {
      label: "Delete for me",
      kind: remove ? "secondary" : "danger",
      run: async () => store.apply(messageAnswered, await api.hideMessage(message.id)),
    },
  ];
  if (remove) {
    const run = () => live.change("message.delete", message);
    actions.push({ label: "Delete for everyone", kind: "danger", run });
  }
  openDialog({
    title: "Delete this message?",
    text: remove
      ? "For everyone, it can be brought back for a while. Others may have saved copies. For you alone, the others keep it."
      : "You no longer see it. The others keep it.",
    actions,
  });
}
