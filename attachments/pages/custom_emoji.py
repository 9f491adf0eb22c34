"""`/s/<space>/settings/emoji`: what a space has made its own to react with."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from attachments.models import CustomEmoji
from attachments.operations.custom_emoji import remove_custom_emoji, rename_custom_emoji
from attachments.operations.places import EMOJI_RIGHT
from attachments.queries.custom_emoji import (
    count_custom_emoji,
    find_custom_emoji,
    list_custom_emoji,
)
from attachments.rules.custom_emoji import TYPES
from attachments.wire import custom_emoji_json
from chatty.core.limits import limits
from chatty.core.pagination import read_page
from conversations.access import InSpace
from conversations.pages.settings_form import SettingsForm
from conversations.pages.space_settings import SettingsPage, paging


class CustomEmojiForm(SettingsForm):
    """The name of an emoji."""

    key = "emoji"

    name = forms.CharField(
        label="Name",
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CustomEmojiListPage(SettingsPage):
    """All of them, and a form for one more, which takes JavaScript: a picture is sent to where
    files go, and looked at there.
    """

    section = "emoji"
    template_name = "attachments/space_emoji.html"
    permission = EMOJI_RIGHT

    def context(self, here: InSpace) -> dict[str, Any]:
        """A page of them, and what a new one may be."""
        found = list_custom_emoji(within=here, page=read_page(self.request.GET, str))
        count = count_custom_emoji(here.space.id)
        return {
            "rows": [_row(one) for one in found.rows],
            **paging(self.request, found.next),
            "count": count,
            "most": limits.custom_emoji_max,
            "is_full": count >= limits.custom_emoji_max,
            "bytes": limits.custom_emoji_bytes,
            "kibibytes": limits.custom_emoji_bytes // 1024,
            "pixels": limits.custom_emoji_pixels,
            "types": ",".join(sorted(TYPES)),
        }


class CustomEmojiPage(SettingsPage):
    """One emoji: its picture, its name, its end."""

    section = "emoji"
    template_name = "attachments/one_emoji.html"
    permission = EMOJI_RIGHT

    def context(self, here: InSpace) -> dict[str, Any]:
        """The emoji with its form."""
        one = find_custom_emoji(self.kwargs["emoji_id"], within=here)
        initial = {"name": one.name, "version": one.version}
        return {"one": _row(one), "emoji": CustomEmojiForm(initial=initial)}

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Give it another name."""
        return self.submit(
            CustomEmojiForm(request.POST),
            lambda values: rename_custom_emoji(
                actor=self.viewer,
                space_id=self.space_id,
                emoji_id=self.kwargs["emoji_id"],
                name=values["name"],
                base_version=values["version"],
            ),
            told="Saved.",
            then=self.own_path(),
        )


class CustomEmojiRemovalPage(CustomEmojiPage):
    """Taking an emoji away."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Take it away; reactions with it stay."""
        return self.carry_out(
            lambda: remove_custom_emoji(
                actor=self.viewer, space_id=self.space_id, emoji_id=self.kwargs["emoji_id"]
            ),
            told="The emoji is removed.",
            then=self.own_path(),
        )


def _row(emoji: CustomEmoji) -> dict[str, Any]:
    return {"emoji": emoji, "picture": custom_emoji_json(emoji)["image_url"]}
