/** @import {Conversation} from "../../types.js" */
import { isolated } from "../../lib/text.js";
import { noteMember } from "../../store/members.js";
import { kindOf } from "../../store/posting.js";
import { conversationName, presentMembers } from "../../store/select.js";
import { openDialog } from "../dialog.js";
import { PeopleField } from "../people_field.js";
import { choose, tellNotAdded } from "../start_dialog.js";

/**
 * Adds people to a conversation at once, without asking them.
 * @param {import("../context.js").Context} context
 * @param {Conversation} conversation
 */
export function openAddDialog(context, conversation) {
  const { api, store, toasts } = context;
  const members = presentMembers(store.state, conversation.id);
  const people = new PeopleField(context, {
    id: "add-people",
    label: "People",
    help: "Usernames, or people you know.",
    several: true,
    without: members.map(({ user }) => user.id),
  });
  openDialog({
    title: `Add people to ${isolated(conversationName(conversation))}`,
    body: [people.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Add",
        kind: "primary",
        run: async () => {
          const users = await choose(people);
          if (!users) return false;
          if (users.length === 0) {
            people.setError("Choose somebody.");
            return false;
          }
          const ids = users.map(({ id }) => id);
          const { results, not_added } = await api.addMembers(conversation.id, ids);
          for (const member of results) store.apply(noteMember, conversation.id, member);
          tellNotAdded(context, users, not_added);
          if (not_added.length === 0) toasts.show(`Added to the ${kindOf(conversation)}`);
          return true;
        },
      },
    ],
  });
}
