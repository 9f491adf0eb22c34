"""Where everybody stands: roles, what they have read, what they have set for themselves."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from accounts.models import User
from chatty.core.clock import played_at
from chatty.ops.demo.script import Scene
from conversations.models import Conversation, Membership, Role
from conversations.operations.personal import change_own_state
from messaging.operations.drafts import save_draft
from messaging.operations.receipts import advance_receipts
from messaging.wire import MessageJSON

READ_AFTER = timedelta(seconds=33)
_MANY_READERS = 8
_ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass
class Stage:
    """A scene while it is played."""

    scene: Scene
    people: Mapping[str, User]
    conversation_id: uuid.UUID
    sent: dict[str, MessageJSON] = field(default_factory=dict)
    """Messages by the names that the script gives them."""
    count: int = 0


def read_all(stage: Stage, *, at: datetime) -> None:
    """At the end of a conversation of an evening, those who were there have read it."""
    if stage.scene.kind == "dm" or len(stage.scene.cast) > _MANY_READERS:
        return
    last = Conversation.objects.get(id=stage.conversation_id).last_seq
    for place, member in enumerate(_members(stage)):
        behind = stage.scene.unread.get(member.username, 0)
        if behind == 0:
            _advance(stage, member, read=last, delivered=last, at=at + READ_AFTER * place)


def leave_unread(stage: Stage, *, at: datetime) -> None:
    """Put everybody's watermarks where the script wants them."""
    last = Conversation.objects.get(id=stage.conversation_id).last_seq
    for place, member in enumerate(_members(stage), 1):
        name = member.username
        read = last - stage.scene.unread.get(name, 0)
        delivered = read if name in stage.scene.away else last
        _advance(stage, member, read=read, delivered=delivered, at=at + READ_AFTER * place)


def _members(stage: Stage) -> list[User]:
    if stage.scene.kind == "room":
        # They are members of its space.
        return sorted(
            (stage.people[name] for name in stage.scene.cast), key=lambda one: one.username
        )
    rows = Membership.objects.select_related("user").filter(
        conversation_id=stage.conversation_id, left_at=None
    )
    return sorted((row.user for row in rows), key=lambda one: one.username)


def _advance(stage: Stage, who: User, *, read: int, delivered: int, at: datetime) -> None:
    with played_at(at):
        advance_receipts(
            actor=who,
            conversation_id=stage.conversation_id,
            read_seq=read,
            delivered_seq=delivered,
        )


def set_roles(stage: Stage) -> None:
    """The roles and the topic of the first hour: no line in the timeline tells of them."""
    for name, role in stage.scene.roles.items():
        Membership.objects.filter(
            conversation_id=stage.conversation_id, user=stage.people[name]
        ).update(role=Role(role))
    Conversation.objects.filter(id=stage.conversation_id).update(topic=stage.scene.topic)


def correct_times(stage: Stage, *, began: datetime) -> None:
    """The database has stamped with its own clock what no operation names a time for."""
    rooms = Conversation.objects.filter(id=stage.conversation_id)
    rooms.update(created_at=began, updated_at=began)
    first = Membership.objects.filter(
        conversation_id=stage.conversation_id, user__username__in=stage.scene.cast
    )
    first.update(joined_at=began)


def set_personal(stage: Stage) -> None:
    """What members have set for themselves, and what they have begun to write."""
    for name, wishes in stage.scene.personal.items():
        changes = {
            ("muted_until" if wish == "muted" else wish): _ALWAYS if wish == "muted" else value
            for wish, value in wishes.items()
        }
        change_own_state(
            actor=stage.people[name], conversation_id=stage.conversation_id, changes=changes
        )
    for name, level in stage.scene.levels.items():
        change_own_state(
            actor=stage.people[name],
            conversation_id=stage.conversation_id,
            changes={"notification_level": level},
        )
    for name, text in stage.scene.drafts.items():
        save_draft(actor=stage.people[name], conversation_id=stage.conversation_id, body=text)
