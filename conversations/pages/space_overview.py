"""`/s/<space>/settings/overview`: what a space is to everyone, one's own nickname, and its end."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.queries.users import look_up_user
from chatty.core.errors import Invalid, NotFound
from conversations.access import InSpace
from conversations.operations.space_deletion import delete_space
from conversations.operations.space_ownership import leave_space, transfer_space
from conversations.operations.space_standing import change_space_member
from conversations.operations.spaces import change_space
from conversations.pages.space_forms import DetailsForm, NicknameForm, TransferForm, TypedForm
from conversations.pages.space_settings import SettingsPage

_SHOWN = (
    "name",
    "description",
    "rules",
    "welcome_text",
    "is_discoverable",
    "joining",
    "retention_days",
    "version",
)


class IndexPage(SettingsPage):
    """What the space says of itself; on a small screen also the list of the settings' pages."""

    http_method_names = ["get", "head"]
    section = "settings"
    template_name = "conversations/spaces/index.html"

    def context(self, here: InSpace) -> dict[str, Any]:
        """The space's texts."""
        return {"about": here.space}


class OverviewPage(SettingsPage):
    """For those who may, a form of all of it; for the others what it says."""

    section = "overview"
    template_name = "conversations/spaces/overview.html"

    def context(self, here: InSpace) -> dict[str, Any]:
        """The space's texts and the forms that change them; the danger zone last."""
        space = here.space
        initial = {field: getattr(space, field) for field in _SHOWN}
        return {
            "about": space,
            "may_change": "manage_conversation" in here.permissions,
            "details": DetailsForm(initial=initial),
            "nickname": NicknameForm(initial={"nickname": here.member.nickname}),
            "transfer": TransferForm(),
            "deletion": TypedForm(wanted=space.name),
        }

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Change it for everyone."""
        return self.submit(
            DetailsForm(request.POST),
            lambda values: change_space(
                actor=self.viewer,
                space_id=self.space_id,
                base_version=values.pop("version"),
                changes=values,
            ),
            told="Saved. Everyone in the space sees it now.",
            then=self.own_path(),
        )


class NicknamePage(OverviewPage):
    """What one is called here."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Take a nickname, or none."""
        return self.submit(
            NicknameForm(request.POST),
            lambda values: change_space_member(
                actor=self.viewer, space_id=self.space_id, user_id=self.viewer.id, changes=values
            ),
            told="Your name here is changed.",
            then=self.own_path(),
        )


class TransferPage(OverviewPage):
    """Handing the space to another member."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Make somebody else the owner."""
        return self.submit(
            TransferForm(request.POST),
            lambda values: self._transfer(**values),
            told="The space has a new owner.",
            then=self.own_path(),
        )

    def _transfer(self, username: str) -> None:
        try:
            person = look_up_user(viewer=self.viewer, username=username.removeprefix("@"))
            transfer_space(actor=self.viewer, space_id=self.space_id, user_id=person.id)
        except NotFound:
            text = "No member has this username. It is what stands behind the @ in the list."
            raise Invalid(errors={"username": [text]}) from None


class LeavePage(OverviewPage):
    """Going."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Leave the space."""
        return self.carry_out(
            lambda: leave_space(actor=self.viewer, space_id=self.space_id), told="", then="/"
        )


class DeletionPage(OverviewPage):
    """The end of the space."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Delete it for everyone, once its name was typed."""
        return self.submit(
            TypedForm(request.POST, wanted=self.found.space.name),
            lambda _: delete_space(actor=self.viewer, space_id=self.space_id),
            told="",
            then="/",
        )
