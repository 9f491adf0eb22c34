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
from conversations.pages.space_steps import StepPage
from conversations.queries.channel_tree import ChannelBranch, ChannelLeaf, channel_tree


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
        return self.submit(
            NewChannelForm(request.POST, categories=headings_of(branches)),
            lambda values: create_space_channel(
                actor=self.viewer,
                space_id=self.space_id,
                is_private=values.pop("private"),
                category_id=values.pop("category_id") or None,
                **values,
            ),
            told="The channel is there.",
            then=self.own_path(),
        )


class ChannelOrderPage(StepPage, ChannelsPage):
    """The steps of channels and headings up and down."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Move what the pressed button names: `channel:up:<id>` or `category:down:<id>`."""
        return self.step({"channel": move_channel, "category": move_category})


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
        return self.submit(
            ChannelForm(request.POST, categories=headings_of(branches, channel)),
            lambda values: change_space_channel(
                actor=self.viewer,
                space_id=self.space_id,
                channel_id=channel.id,
                base_version=values.pop("version"),
                changes=_without_its_place(channel, values),
            ),
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
        return self.submit(
            TypedForm(request.POST, wanted=channel.title),
            lambda _: delete_space_channel(
                actor=self.viewer, space_id=self.space_id, channel_id=channel.id
            ),
            told="The channel is deleted.",
            then=self.own_path(),
        )


def _without_its_place(channel: ChannelLeaf, values: dict[str, Any]) -> dict[str, Any]:
    """The changes, without the heading where that stays: to leave it takes no right over it."""
    chosen, stands_under = values.pop("category_id"), str(channel.category_id or "")
    return values if chosen == stands_under else {**values, "category_id": chosen or None}


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
