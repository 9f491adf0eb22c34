"""The forms of moderators. They name the fields; operations hold the rules."""

from typing import Any

from django import forms

from accounts.pages.forms import RefusableForm
from chatty.core.limits import limits
from moderation.models import Outcome

_DAY = 86_400
LENGTHS = [("", "For good"), (_DAY, "1 day"), (7 * _DAY, "7 days"), (30 * _DAY, "30 days")]


class ReasonForm(RefusableForm):
    """Why something is done, for the audit log."""

    reason = forms.CharField(
        max_length=limits.sanction_reason_code_points,
        help_text="For the audit log.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "dir": "auto"}),
    )


class SuspendForm(ReasonForm):
    """Why somebody is suspended."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it came
        self.fields["reason"].help_text = "They read it when they try to sign in."


class BanForm(ReasonForm):
    """Why somebody is banned, and for how long."""

    expires_in = forms.TypedChoiceField(
        label="How long",
        choices=LENGTHS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )


class RolloutForm(ReasonForm):
    """To whom a feature is offered."""

    percentage = forms.IntegerField(
        label="Of a hundred people",
        min_value=0,
        max_value=100,
        help_text="100: everyone. A larger number adds people and takes it from nobody.",
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    usernames = forms.CharField(
        label="Besides to these people",
        required=False,
        help_text="Usernames, with spaces between them.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    space_ids = forms.CharField(
        label="Besides in these spaces",
        required=False,
        help_text="Ids, with spaces between them: the address of a space ends with its own.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    field_order = ["percentage", "usernames", "space_ids", "reason"]

    def wanted(self) -> dict[str, Any]:
        """What `offer_feature` takes."""
        given = self.cleaned_data
        return {
            "percentage": given["percentage"],
            "usernames": given["usernames"].split(),
            "space_ids": given["space_ids"].split(),
            "reason": given["reason"],
        }


class ResolveForm(ReasonForm):
    """What was done about a report."""

    outcome = forms.ChoiceField(
        label="What was done",
        choices=[choice for choice in Outcome.choices if choice[0]],
        widget=forms.Select(attrs={"class": "input"}),
    )
    field_order = ["outcome", "reason"]
