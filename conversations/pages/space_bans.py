"""`/s/<space>/settings/bans`: who may not come in."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.queries.users import look_up_user, people_by_id
from chatty.core.errors import Invalid, NotFound
from chatty.core.pagination import read_page
from conversations.access import InSpace
from conversations.operations.space_bans import ban_from_space, lift_space_ban
from conversations.pages.space_forms import NamedBanForm
from conversations.pages.space_settings import SettingsPage, badge, paging
from conversations.queries.bans import list_bans


class BansPage(SettingsPage):
    """Bans in force, newest first, and a form for somebody who need be no member."""

    section = "bans"
    template_name = "conversations/spaces/bans.html"
    permission = "ban"

    def context(self, here: InSpace) -> dict[str, Any]:
        """A page of them: why, by whom, until when."""
        found = list_bans(within=here, page=read_page(self.request.GET, str))
        banners = people_by_id([row.banned_by_id for row in found.rows])
        return {
            "rows": [
                {
                    "ban": row,
                    "badge": badge(row.user.display_name, row.user_id),
                    "by": banners.get(row.banned_by_id),
                }
                for row in found.rows
            ],
            **paging(self.request, found.next),
            "ban": NamedBanForm(),
        }

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Ban somebody by their username."""
        return self.submit(
            NamedBanForm(request.POST),
            lambda values: self._ban(**values),
            told="They are banned.",
            then=self.own_path(),
        )

    def _ban(self, username: str, **values: Any) -> None:
        try:
            person = look_up_user(viewer=self.viewer, username=username.removeprefix("@"))
        except NotFound:
            text = "Nobody here has this username."
            raise Invalid(errors={"username": [text]}) from None
        ban_from_space(actor=self.viewer, space_id=self.space_id, user_id=person.id, **values)


class LiftingPage(BansPage):
    """The end of a ban."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Let somebody come in again."""
        return self.carry_out(
            lambda: lift_space_ban(
                actor=self.viewer, space_id=self.space_id, user_id=names["user_id"]
            ),
            told="The ban is lifted. They can join again.",
            then=self.own_path(),
        )
