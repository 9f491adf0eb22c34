"""`/s/<space>/settings/invites`: links that let people in."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.queries.users import people_by_id
from chatty.core.pagination import read_page
from conversations.access import InSpace
from conversations.operations.invites import revoke_invite
from conversations.operations.space_invites import create_space_invite
from conversations.pages.space_forms import InviteForm
from conversations.pages.space_settings import SettingsPage, paging
from conversations.queries.invites import list_invites
from conversations.wire import invite_json


class InvitesPage(SettingsPage):
    """Invites that still let people in, newest first, and a form for a new one."""

    section = "invites"
    template_name = "conversations/spaces/invites.html"
    permission = "invite"

    def context(self, here: InSpace) -> dict[str, Any]:
        """A page of them; who made one, or manages the space, may withdraw it."""
        found = list_invites(within=here, page=read_page(self.request.GET, int, str))
        makers = people_by_id([row.created_by_id for row in found.rows])
        manages = "manage_conversation" in here.permissions
        return {
            "rows": [
                {
                    "invite": row,
                    "url": invite_json(row)["url"],
                    "maker": makers.get(row.created_by_id),
                    "is_own": row.created_by_id == self.viewer.id,
                    "may_revoke": manages or row.created_by_id == self.viewer.id,
                }
                for row in found.rows
            ],
            **paging(self.request, found.next),
            "invite": InviteForm(),
        }

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Make an invite."""
        return self.submit(
            InviteForm(request.POST),
            lambda values: create_space_invite(actor=self.viewer, space_id=self.space_id, **values),
            told="The invite is there. Copy its link and send it to whom you want here.",
            then=self.own_path(),
        )


class RevocationPage(InvitesPage):
    """The end of an invite."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Withdraw it; who came by it stays."""
        return self.carry_out(
            lambda: revoke_invite(actor=self.viewer, code=names["code"], space_id=self.space_id),
            told="Withdrawn. The link lets nobody in any more.",
            then=self.own_path(),
        )
