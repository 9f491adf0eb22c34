"""Channels of spaces: making them, and changing them. Deleting them is in `deletion`."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.errors import EncryptionUnavailable, Invalid
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, per_minute, take
from conversations.access import InSpace, find_membership, lock_space
from conversations.access.places import find_channel, named_category, require_movable
from conversations.access.ranks import permissions_under
from conversations.models import Conversation, Override
from conversations.operations.channel_rows import Placed, add_channels
from conversations.operations.rules import save_rules
from conversations.operations.settings import change_at_once
from conversations.queries.shapes import shape_conversations
from conversations.rules.templates import CHANNEL_KINDS, QUIET, ChannelPlan
from conversations.rules.titles import clean_title, clean_topic
from conversations.wire import ConversationJSON


def create_space_channel(
    *,
    actor: User,
    space_id: object,
    title: str,
    channel_kind: str | None = None,
    topic: str = "",
    category_id: object = None,
    is_private: bool = False,
    encryption: str = "server",
) -> ConversationJSON:
    """A channel at the end of its heading (None: above all headings). A private one is hidden from
    all but the owner and the role that makes it; in an announcement channel that role alone writes.

    Forbidden for who may not manage channels there; Invalid; RateLimited.
    """
    if encryption != "server":
        raise EncryptionUnavailable("Channels of spaces are sealed by the server. Use `server`.")
    kind = channel_kind or "text"
    if kind not in CHANNEL_KINDS:
        text = f"In a space use one of {', '.join(CHANNEL_KINDS)}."
        raise Invalid(errors={"channel_kind": [text]})
    plan = ChannelPlan(
        title=_checked("title", clean_title, title, limits.title_code_points),
        topic=_checked("topic", clean_topic, topic, limits.topic_code_points),
        channel_kind=kind,
    )
    take("conversations", actor.id, per_hour(limits.conversations_per_hour))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        category = named_category(category_id, within=here)
        if len(here.rules.channels) >= limits.channels_per_space:
            text = f"A space has at most {limits.channels_per_space} channels."
            raise Invalid(errors={"space_id": [text]})
        placed = Placed(plan, category, next_position(here))
        (channel,) = add_channels(here.space, [placed], actor=actor)
        _add_overrides(here, channel, is_private=is_private)
        record_audit_entry(
            actor=actor,
            action="space.channel_create",
            target_type="space",
            target_id=here.space.id,
            details={
                "what": "channel",
                "channel_id": str(channel.id),
                "after": {"title": channel.title, "channel_kind": kind, "private": is_private},
            },
        )
        save_rules(here.space)
        return shape_conversations([find_membership(channel.id, viewer=actor)])[0]


def next_position(here: InSpace) -> int:
    """The position behind all channels of a space."""
    channels = Conversation.objects.filter(space_id=here.space.id, deleted_at=None)
    last: int | None = channels.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _add_overrides(here: InSpace, channel: Conversation, *, is_private: bool) -> None:
    """What @everyone may not, and the maker's highest role may all the same: whoever makes a
    channel is not shut out of it.
    """
    deny = {"view"} if is_private else set()
    if channel.channel_kind != "text":
        deny |= set(QUIET)
    if not deny:
        return
    everyone = here.rules.everyone.id
    # Not more than they may do there without it.
    mine = permissions_under(channel.category_id, within=here)
    allow = (deny - set(QUIET)) if channel.channel_kind == "voice" else deny
    overrides = [_override(channel, role_id=everyone, deny=sorted(deny))]
    held = [role for role in here.rules.held(here.member.role_ids) if role.id != everyone]
    kept = sorted(allow & mine)
    if kept and held:
        top = max(held, key=lambda role: role.position)
        overrides.append(_override(channel, role_id=top.id, allow=kept))
    elif kept and not here.is_owner:
        overrides.append(_override(channel, user_id=here.member.user_id, allow=kept))
    Override.objects.bulk_create(overrides)


def _override(
    channel: Conversation,
    *,
    role_id: uuid.UUID | None = None,
    user_id: uuid.UUID | None = None,
    allow: list[str] | None = None,
    deny: list[str] | None = None,
) -> Override:
    return Override(
        space=channel.space,
        channel=channel,
        role_id=role_id,
        user_id=user_id,
        allow=allow or [],
        deny=deny or [],
    )


def change_space_channel(
    *,
    actor: User,
    space_id: object,
    channel_id: object,
    changes: Mapping[str, Any],
    base_version: int | None = None,
) -> ConversationJSON:
    """`change_conversation` for a channel of a space, whose `category_id` can change too: it then
    stands at the end of that heading.

    NotFound for what is no channel of that space; Forbidden for who may not manage it, or not move
    it there; VersionConflict, Invalid, RateLimited.
    """
    wanted = dict(changes)
    is_moving = "category_id" in wanted
    heading = wanted.pop("category_id", None)
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = lock_space(space_id, viewer=actor)
        known = find_channel(channel_id, within=here, permission="manage_channels")
        if wanted or base_version is not None or not is_moving:
            # First, while the rules that it asks for are those that are stored.
            change_at_once(
                actor=actor, conversation_id=known, changes=wanted, base_version=base_version
            )
        if is_moving:
            _move(here, known, heading, actor=actor)
        return shape_conversations([find_membership(known, viewer=actor)])[0]


def _move(here: InSpace, channel_id: uuid.UUID, heading: object, *, actor: User) -> None:
    category = named_category(heading, within=here)
    target = None if category is None else category.id
    before = here.rules.channels[channel_id].category_id
    if target == before:
        return
    require_movable(channel_id, target, within=here)
    Conversation.objects.filter(id=channel_id).update(
        category_id=target, position=next_position(here)
    )
    record_audit_entry(
        actor=actor,
        action="space.channel_move",
        target_type="space",
        target_id=here.space.id,
        details={
            "what": "channel",
            "channel_id": str(channel_id),
            "before": {"category_id": before and str(before)},
            "after": {"category_id": target and str(target)},
        },
    )
    save_rules(here.space)


def _checked(field: str, rule: Callable[..., str], text: str, at_most: int) -> str:
    try:
        return rule(text, at_most=at_most)
    except ValueError as error:
        raise Invalid(errors={field: [str(error)]}) from None
