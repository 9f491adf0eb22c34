"""The forms of a space's settings. They name the fields; operations hold the rules."""

from collections.abc import Collection, Sequence
from typing import Any, Final, cast

from django import forms

from chatty.core.limits import limits
from conversations.models import Joining
from conversations.pages.permission_words import PERMISSION_CHOICES
from conversations.pages.settings_form import SettingsForm
from conversations.rules.titles import is_same_title

# Longer than any rule allows: what is too long is said by the operation, in its own words.
_LONG, _LONGER = 2_000, 20_000
_HOUR, _DAY = 3_600, 86_400

Choices = Sequence[tuple[str, str]]

COLOURS: Final[Choices] = (
    ("", "None"),
    ("p1", "Rust"),
    ("p2", "Amber"),
    ("p3", "Moss"),
    ("p4", "Green"),
    ("p5", "Blue"),
    ("p6", "Indigo"),
    ("p7", "Plum"),
    ("p8", "Rose"),
)
_LASTS: Final = (
    (_HOUR, "1 hour"),
    (_DAY, "1 day"),
    (7 * _DAY, "7 days"),
    (30 * _DAY, "30 days"),
)
_USES: Final[Choices] = (
    ("1", "1 person"),
    ("5", "5 people"),
    ("25", "25 people"),
    ("100", "100 people"),
)
JOINING: Final[Choices] = (
    (Joining.INVITE.value, "Only people with an invite"),
    (Joining.REQUEST.value, "Whoever asks and is let in"),
    (Joining.OPEN.value, "Everyone on this server"),
)
KINDS: Final[Choices] = (
    ("text", "Text"),
    ("announcement", "Announcement"),
    ("voice", "Voice"),
)


def _lasts(*, at_most_days: int, without_end: str) -> list[tuple[str, str]]:
    """Lengths of time that this server allows."""
    allowed = [(str(one), label) for one, label in _LASTS if one <= at_most_days * _DAY]
    return [*allowed, ("", without_end)]


def _username() -> forms.TextInput:
    return forms.TextInput(
        attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    )


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})


def _area(**attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": "3", **attributes})


class DetailsForm(SettingsForm):
    """What a space is to everyone."""

    key = "details"

    name = forms.CharField(max_length=_LONG, widget=_line())
    description = forms.CharField(required=False, max_length=_LONGER, widget=_area())
    rules = forms.CharField(required=False, max_length=_LONGER, widget=_area(rows="6"))
    welcome_text = forms.CharField(
        label="Welcome text", required=False, max_length=_LONGER, widget=_area()
    )
    is_discoverable = forms.BooleanField(label="Anyone here may find it", required=False)
    joining = forms.ChoiceField(label="Who may join", choices=JOINING)
    retention_days = forms.IntegerField(
        label="Keep messages for this many days",
        required=False,
        min_value=0,
        max_value=limits.retention_days_max,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_retention_days(self) -> int:
        """0 where nothing was filled in."""
        return self.cleaned_data["retention_days"] or 0


class NicknameForm(SettingsForm):
    """What somebody is called in this space."""

    key = "nickname"

    nickname = forms.CharField(required=False, max_length=_LONG, widget=_line())


class MemberForm(NicknameForm):
    """What a member is called in this space, by somebody who may say so."""

    key = "member_name"
    base = ("called", "nickname")

    called = forms.CharField(required=False, max_length=_LONG, widget=forms.HiddenInput)


class TypedForm(SettingsForm):
    """Something that cannot be undone: its name is typed first."""

    key = "deletion"

    typed = forms.CharField(label="Name", max_length=_LONG, widget=_line())

    def __init__(self, *args: Any, wanted: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._wanted = wanted

    def clean_typed(self) -> str:
        """It must be the name, as `is_same_title` compares."""
        typed: str = self.cleaned_data["typed"]
        if not is_same_title(typed, self._wanted):
            raise forms.ValidationError("This is not its name. Type it as it stands above.")
        return typed


class TransferForm(SettingsForm):
    """Who is to own the space."""

    key = "transfer"

    username = forms.CharField(
        label="Username of the new owner",
        max_length=_LONG,
        widget=_username(),
    )


class RoleForm(SettingsForm):
    """A role. Of @everyone only `allow` can be changed."""

    key = "role"

    name = forms.CharField(max_length=_LONG, widget=_line())
    colour = forms.ChoiceField(required=False, choices=COLOURS)
    shown_apart = forms.BooleanField(label="List its members apart", required=False)
    allow = forms.MultipleChoiceField(required=False, choices=PERMISSION_CHOICES)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, is_everyone: bool, kept: Collection[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._kept = kept
        if is_everyone:
            for name in ("name", "colour", "shown_apart"):
                del self.fields[name]

    def clean_allow(self) -> set[str]:
        """What was chosen, and what it allows already that was not asked (`kept`)."""
        return {*self.cleaned_data["allow"], *self._kept}


class NewRoleForm(SettingsForm):
    """A role to be; what it may is chosen on its own page."""

    key = "new_role"

    name = forms.CharField(label="New role", max_length=_LONG, widget=_line())


class NewCategoryForm(SettingsForm):
    """A heading to be."""

    key = "category"

    title = forms.CharField(label="Name", max_length=_LONG, widget=_line())


class CategoryForm(NewCategoryForm):
    """A heading."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class _PlacedForm(SettingsForm):
    """A channel under one of the headings."""

    title = forms.CharField(label="Name", max_length=_LONG, widget=_line())
    topic = forms.CharField(required=False, max_length=_LONGER, widget=_area(rows="2"))
    category_id = forms.ChoiceField(label="Category", required=False)

    def __init__(self, *args: Any, categories: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("forms.ChoiceField", self.fields["category_id"])
        field.choices = [("", "None, above all categories"), *categories]


class ChannelForm(_PlacedForm):
    """What a channel is to everyone who sees it."""

    key = "channel"

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class NewChannelForm(_PlacedForm):
    """A channel to be."""

    key = "new_channel"

    channel_kind = forms.ChoiceField(
        label="Kind", choices=KINDS, initial="text", widget=forms.RadioSelect
    )
    private = forms.BooleanField(label="Private", required=False)


class BanForm(SettingsForm):
    """Why somebody is kept out, and for how long."""

    key = "ban"

    reason = forms.CharField(required=False, max_length=_LONGER, widget=_area(rows="2"))
    expires_in = forms.TypedChoiceField(
        label="For how long",
        required=False,
        choices=lambda: _lasts(
            at_most_days=limits.ban_days_max, without_end="Until somebody lifts it"
        ),
        coerce=int,
        empty_value=None,
    )


class NamedBanForm(BanForm):
    """A ban of somebody who need be no member."""

    username = forms.CharField(
        max_length=_LONG,
        widget=_username(),
    )
    field_order = ["username", "reason", "expires_in"]


class PersonForm(SettingsForm):
    """A member, by name."""

    key = "person"

    username = forms.CharField(max_length=_LONG, widget=_username())


class InviteForm(SettingsForm):
    """For how long an invite lets people in, and how many."""

    key = "invite"

    expires_in = forms.TypedChoiceField(
        label="Works for",
        required=False,
        choices=lambda: _lasts(
            at_most_days=limits.invite_days_max, without_end="Until it is withdrawn"
        ),
        initial=str(7 * _DAY),
        coerce=int,
        empty_value=None,
    )
    max_uses = forms.TypedChoiceField(
        label="Lets in",
        required=False,
        choices=lambda: [
            *((n, label) for n, label in _USES if int(n) <= limits.invite_uses_max),
            ("", "Any number of people"),
        ],
        coerce=int,
        empty_value=None,
    )


class JoinForm(SettingsForm):
    """What is said to those who decide."""

    key = "join"

    message = forms.CharField(
        label="Message to those who decide", required=False, max_length=_LONGER, widget=_area()
    )
