/** What ends a conversation for everyone in it, for a while or for good. */

/** @import {Conversation} from "../../types.js" */
import { explain } from "../../api/errors.js";
import { isolated } from "../../lib/text.js";
import { conversationLoaded } from "../../store/conversations.js";
import { kindOf } from "../../store/posting.js";
import { conversationName } from "../../store/select.js";
import { confirmDialog } from "../confirm_dialog.js";
import { openDialog } from "../dialog.js";
import { textField } from "../fields.js";
import { goingAway } from "../own_actions.js";

/** @typedef {import("../context.js").Context} Context */

/**
 * @param {Context} context
 * @param {Conversation} conversation
 */
export function archiveForAll({ api, store }, conversation) {
  confirmDialog({
    title: `Archive this ${kindOf(conversation)} for everyone?`,
    text: "Everybody can still read it, and nobody can write until it is opened again.",
    action: "Archive",
    run: async () => {
      const archived_at = new Date().toISOString();
      store.apply(
        conversationLoaded,
        await api.patchConversation(conversation.id, { archived_at }),
      );
    },
  });
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 */
export async function unarchiveForAll({ api, store, toasts }, { id }) {
  try {
    store.apply(conversationLoaded, await api.patchConversation(id, { archived_at: null }));
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
  }
}

/** What stands around a name from right to left, and comes along when it is copied. */
const ISOLATES = /[\u2068\u2069]/gu;

/**
 * Asks for the name to be typed: nothing brings it back.
 * @param {Context} context
 * @param {Conversation} conversation
 */
export function deleteForAll(context, conversation) {
  const { api, toasts } = context;
  const name = conversationName(conversation);
  const kind = kindOf(conversation);
  const typed = textField({ id: "delete-name", label: `Type "${isolated(name)}" to delete it` });
  openDialog({
    title: `Delete this ${kind}?`,
    text: "It goes for everyone, with all that was said in it. Others may have saved copies.",
    body: [typed.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: `Delete ${kind}`,
        kind: "danger",
        run: async () => {
          if (typed.input.value.replace(ISOLATES, "").trim() !== name.trim()) {
            typed.setError("That is not its name.");
            typed.input.focus();
            return false;
          }
          await goingAway(context, conversation.id, () => api.deleteConversation(conversation.id));
          toasts.show(`${isolated(name)} is deleted`);
          return true;
        },
      },
    ],
  });
}
