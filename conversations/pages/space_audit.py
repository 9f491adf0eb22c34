"""`/s/<space>/settings/audit`: who changed what, and when."""

from typing import Any

from accounts.queries.users import people_by_id
from chatty.core.pagination import read_page
from conversations.access import InSpace
from conversations.pages.audit_words import ACTIONS, Names, changes_of, people_in, sentence_of
from conversations.pages.space_roles import all_roles
from conversations.pages.space_settings import SettingsPage, further
from conversations.queries.audit import is_hidden_from, list_audit_entries
from conversations.queries.channel_tree import channel_tree


class AuditPage(SettingsPage):
    """The entries, newest first; all, or those of one kind."""

    http_method_names = ["get", "head"]
    section = "audit"
    template_name = "conversations/spaces/audit.html"
    permission = "view_audit"

    def context(self, here: InSpace) -> dict[str, Any]:
        """A page of sentences. Of a channel that the viewer does not see no more than that."""
        asked = self.request.GET
        action = asked.get("action", "")
        found = list_audit_entries(within=here, page=read_page(asked, str), action=action or None)
        shown = [(row, is_hidden_from(row, within=here)) for row in found.rows]
        people = people_by_id({one for row, _ in shown for one in people_in(row.details)})
        branches = channel_tree(within=here)
        names = Names(
            people={name: person.display_name for name, person in people.items()},
            roles={role.id: role.name for role in all_roles(here)},
            places={
                **{one.id: one.title for one in branches if one.id is not None},
                **{leaf.id: leaf.title for one in branches for leaf in one.channels},
            },
        )
        return {
            "rows": [
                {
                    "at": row.at,
                    "sentence": sentence_of(
                        actor=row.actor.display_name if row.actor else "Chatty",
                        action=row.action,
                        details={} if is_hidden else row.details,
                        names=names,
                        is_hidden=is_hidden,
                    ),
                    "changes": []
                    if is_hidden
                    else changes_of(action=row.action, details=row.details, names=names),
                }
                for row, is_hidden in shown
            ],
            "next": found.next,
            "is_first": "cursor" not in asked,
            "actions": ACTIONS.items(),
            "action": action,
            "more": further(action=action),
        }
