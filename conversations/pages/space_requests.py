"""`/s/<space>/settings/requests`: who asks to be let in."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from chatty.core.errors import Invalid
from chatty.core.pagination import read_page
from conversations.access import InSpace
from conversations.operations.joining import accept_join_request, decline_join_request
from conversations.pages.space_settings import SettingsPage, badge, paging
from conversations.queries.join_requests import list_join_requests

_DECISIONS = {
    "accept": (accept_join_request, "They are in."),
    "decline": (decline_join_request, "Declined. Nobody tells them."),
}


class RequestsPage(SettingsPage):
    """What nobody has decided yet, the oldest first."""

    section = "requests"
    template_name = "conversations/spaces/requests.html"
    permission = "add_members"

    def context(self, here: InSpace) -> dict[str, Any]:
        """A page of requests."""
        found = list_join_requests(within=here, page=read_page(self.request.GET, str))
        rows = [
            {"asked": asked, "badge": badge(asked.user.display_name, asked.user_id)}
            for asked in found.rows
        ]
        return {
            "rows": rows,
            **paging(self.request, found.next),
            "joining": here.space.joining,
        }


class DecisionPage(RequestsPage):
    """Letting somebody in, or leaving them outside."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:
        """Do what the pressed button says."""
        work, told = _DECISIONS.get(request.POST.get("decision", ""), (None, ""))
        if work is None:
            raise Invalid("Choose one of both: let them in, or decline.")
        return self.carry_out(
            lambda: work(actor=self.viewer, space_id=self.space_id, request_id=names["request_id"]),
            told=told,
            then=self.own_path(),
        )
