"""`/s/<space>/settings/audit`: who changed what, and when."""

from typing import Any

from accounts.queries.users import people_by_id
from chatty.core.pagination import read_page
from conversations.access import InSpace
from conversations.pages.audit_words import ACTIONS, Names, changes_of, people_in, sentence_of
from conversations.pages.space_roles import all_roles
from conversations.pages.space_settings import SettingsPage, further, paging
from conversations.queries.audit import list_audit_entries
from conversations.queries.channel_tree import channel_tree


class AuditPage(SettingsPage):
    """The entries, newest first; all, or those of one kind."""

    http_method_names = ["get", "head"]
    section = "audit"
    template_name = "conversations/spaces/audit.html"
    permission = "view_audit"

    def context(self, here: InSpace) -> dict[str, Any]:
        """A page of sentences."""
        asked = self.request.GET
        action = asked.get("action", "")
        found = list_audit_entries(within=here, page=read_page(asked, str), action=action or None)
        people = people_by_id({one for row in found.rows for one in people_in(row.details)})
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
                    "at": row.entry.at,
                    "sentence": sentence_of(
                        actor=row.entry.actor.display_name if row.entry.actor else "Chatty",
                        action=row.entry.action,
                        details=row.details,
                        names=names,
                        is_hidden=row.is_hidden,
                    ),
                    "changes": changes_of(
                        action=row.entry.action, details=row.details, names=names
                    ),
                }
                for row in found.rows
            ],
            **paging(self.request, found.next),
            "actions": ACTIONS.items(),
            "action": action,
            "more": further(action=action),
        }
