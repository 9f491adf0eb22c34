"""`/s/<space>/settings/channels`: headings and channels, made, ordered, changed and deleted."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from chatty.core.errors import Forbidden, NotFound
from conversations.access import InSpace
from conversations.operations.channels import change_space_channel, create_space_channel
from conversations.operations.deletion import delete_space_channel
from conversations.operations.moving import move_category, move_channel
from conversations.pages.space_forms import (
    CategoryForm,
    ChannelForm,
    Choices,
    NewChannelForm,
    TypedForm,
)
from conversations.pages.space_settings import SettingsPage
from conversations.queries.channel_tree import ChannelBranch, ChannelLeaf, channel_tree

_STEPS = {"up": -1, "down": 1}


class ChannelsPage(SettingsPage):
    """All of them in their order, and forms for new ones."""

    section = "channels"
    template_name = "conversations/spaces/channels.html"
    permission = "manage_channels"

    def context(self, here: InSpace) -> dict[str, Any]:
        """The headings with their channels."""
        branches = channel_tree(within=here)
        return {
            "branches": branches,
            **_ends_of(branches),
            "new_channel": NewChannelForm(categories=headings_of(branches)),
            "category": CategoryForm(),
        }


class ChannelCreationPage(ChannelsPage):
    """A new channel."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Make a channel at the end of its heading."""
        branches = channel_tree(within=self.found)
        form = NewChannelForm(request.POST, categories=headings_of(branches))
        if not form.is_valid():
            return self.show_wrong(form)
        values = dict(form.cleaned_data)
        is_private, category_id = values.pop("private"), values.pop("category_id")
        return self.carry_out(
            lambda: create_space_channel(
                actor=self.viewer,
                space_id=self.space_id,
                is_private=is_private,
                category_id=category_id or None,
                **values,
            ),
            form=form,
            told="The channel is there.",
            then=self.own_path(),
        )


class ChannelOrderPage(ChannelsPage):
    """The steps of channels and headings up and down."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Move what the pressed button names: `channel:up:<id>` or `category:down:<id>`."""
        kind, _, rest = request.POST.get("move", "").partition(":")
        way, _, name = rest.partition(":")
        if way not in _STEPS or kind not in {"channel", "category"}:
            raise NotFound("There is nothing to move.")
        then = f"{self.own_path()}#{kind}-{name}"
        by = _STEPS[way]
        if kind == "channel":
            return self.carry_out(
                lambda: move_channel(
                    actor=self.viewer, space_id=self.space_id, channel_id=name, by=by
                ),
                told="",
                then=then,
            )
        return self.carry_out(
            lambda: move_category(
                actor=self.viewer, space_id=self.space_id, category_id=name, by=by
            ),
            told="",
            then=then,
        )


class ChannelPage(SettingsPage):
    """One channel: its name, topic and heading; who may do what in it; its end."""

    section = "channels"
    template_name = "conversations/spaces/channel.html"

    def context(self, here: InSpace) -> dict[str, Any]:
        """The channel with its forms; NotFound for one that is hidden from the viewer."""
        branches = channel_tree(within=here)
        channel = self.find(branches)
        initial = {
            "title": channel.title,
            "topic": channel.topic,
            "category_id": str(channel.category_id or ""),
            "version": channel.version,
        }
        return {
            "one": channel,
            "channel": ChannelForm(initial=initial, categories=headings_of(branches, channel)),
            "deletion": TypedForm(wanted=channel.title),
        }

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Change it for everyone who sees it."""
        branches = channel_tree(within=self.found)
        channel = self.find(branches)
        form = ChannelForm(request.POST, categories=headings_of(branches, channel))
        if not form.is_valid():
            return self.show_wrong(form)
        changes = dict(form.cleaned_data)
        version = changes.pop("version")
        chosen = changes.pop("category_id") or None
        # To leave it where it is takes no right over the heading.
        if chosen != (channel.category_id and str(channel.category_id)):
            changes["category_id"] = chosen
        return self.carry_out(
            lambda: change_space_channel(
                actor=self.viewer,
                space_id=self.space_id,
                channel_id=channel.id,
                changes=changes,
                base_version=version,
            ),
            form=form,
            told="Saved. Everyone who sees the channel sees it now.",
            then=self.request.path,
        )

    def find(self, branches: list[ChannelBranch]) -> ChannelLeaf:
        """The channel of the address, for who may manage it or its permissions."""
        name = str(self.kwargs["channel_id"])
        found = [one for branch in branches for one in branch.channels if str(one.id) == name]
        if not found:
            raise NotFound("There is no such channel.")
        if not (found[0].may_manage or found[0].may_set_permissions):
            raise Forbidden("Your roles do not allow this here (manage_channels).")
        return found[0]


class ChannelDeletionPage(ChannelPage):
    """The end of a channel."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Delete it for everyone, once its name was typed."""
        channel = self.find(channel_tree(within=self.found))
        form = TypedForm(request.POST, wanted=channel.title)
        if not form.is_valid():
            return self.show_wrong(form)
        return self.carry_out(
            lambda: delete_space_channel(
                actor=self.viewer, space_id=self.space_id, channel_id=channel.id
            ),
            form=form,
            told="The channel is deleted.",
            then=self.own_path(),
        )


def _ends_of(branches: list[ChannelBranch]) -> dict[str, set[uuid.UUID | None]]:
    """What has nowhere to go, up or down. Above all headings there is always room."""
    headings = [branch.id for branch in branches[1:]]
    topmost, lowest = branches[0].channels[:1], branches[-1].channels[-1:]
    return {
        "topmost": {*headings[:1], *(one.id for one in topmost)},
        "lowest": {*headings[-1:], *(one.id for one in lowest)},
    }


def headings_of(branches: list[ChannelBranch], channel: ChannelLeaf | None = None) -> Choices:
    """The headings that the viewer may put a channel under, and the one it stands under."""
    kept: uuid.UUID | None = None if channel is None else channel.category_id
    return [
        (str(branch.id), branch.title)
        for branch in branches
        if branch.id is not None and (branch.may_manage or branch.id == kept)
    ]
