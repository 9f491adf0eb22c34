/** @import {Conversation} from "../types.js" */
import { isolated } from "../lib/text.js";
import { openDialog } from "./dialog.js";
import { textField } from "./fields.js";
import { applyOwn } from "./own_actions.js";
import { attempt } from "./start_dialog.js";

/**
 * Asks for the name of a new folder, and puts the chat into it.
 * @param {import("./context.js").Context} context
 * @param {Conversation} conversation
 */
export function openFolderDialog(context, conversation) {
  const name = textField({ id: "folder-name", label: "Name of the folder" });
  openDialog({
    title: "New folder",
    text: "Only you see your folders.",
    body: [name.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Move here",
        kind: "primary",
        run: async () => {
          const folder = name.input.value.trim();
          name.setError(folder ? "" : "Give the folder a name.");
          if (!folder) return false;
          const said = `Moved to ${isolated(folder)}`;
          const move = () => applyOwn(context, conversation, { folder }, said);
          return (await attempt(move, { folder: name })) ?? false;
        },
      },
    ],
  });
}
