"""What can be reported, reached through the person who reports it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.access import find_user
from accounts.models import User
from chatty.core.errors import Forbidden
from conversations.access import find_membership, find_space
from conversations.models import Conversation, ConversationType, Membership, Space
from messaging.access import find_message, require_spoken
from messaging.models import Message
from moderation.models import TargetType


@dataclass(frozen=True, slots=True)
class Target:
    """What is reported: whose doing it is, where it is, and how it looks now."""

    id: uuid.UUID
    about: User | None = None
    conversation: Conversation | None = None
    space_id: uuid.UUID | None = None
    message: Message | None = None
    shown: dict[str, Any] = field(default_factory=dict)


def find_target(target_type: str, target_id: object, *, actor: User) -> Target:
    """The target, if the reporter can see it; NotFound otherwise. Forbidden for oneself, one's own
    messages, and lines that a conversation writes by itself.
    """
    return _FIND[TargetType(target_type)](target_id, actor)


def _find_person(user_id: object, actor: User) -> Target:
    person = find_user(user_id, viewer=actor)
    _refuse_self(person.id, actor)
    return Target(person.id, about=person, shown={"person": describe_person(person)})


def _find_message(message_id: object, actor: User) -> Target:
    reached = find_message(message_id, viewer=actor)
    message, conversation = reached.message, reached.membership.conversation
    require_spoken(message)
    _refuse_self(message.sender_id, actor)
    shown = {
        "person": describe_person(message.sender),
        "place": describe_conversation(conversation),
    }
    return Target(message.id, message.sender, conversation, message=message, shown=shown)


def _find_conversation(conversation_id: object, actor: User) -> Target:
    conversation = find_membership(conversation_id, viewer=actor).conversation
    shown: dict[str, Any] = {"place": describe_conversation(conversation)}
    about = None
    if conversation.type == ConversationType.DM:
        about = _other_of(conversation, actor)
        shown["person"] = describe_person(about)
    return Target(conversation.id, about, conversation, shown=shown)


def _find_space(space_id: object, actor: User) -> Target:
    space = find_space(space_id, viewer=actor).space
    return Target(space.id, space_id=space.id, shown={"place": describe_space(space)})


_FIND: dict[TargetType, Callable[[object, User], Target]] = {
    TargetType.USER: _find_person,
    TargetType.MESSAGE: _find_message,
    TargetType.CONVERSATION: _find_conversation,
    TargetType.SPACE: _find_space,
}


def _refuse_self(user_id: uuid.UUID, actor: User) -> None:
    if user_id == actor.id:
        raise Forbidden("Nobody reports themselves.")


def _other_of(conversation: Conversation, actor: User) -> User:
    members = Membership.objects.select_related("user").filter(conversation_id=conversation.id)
    return members.exclude(user_id=actor.id).get().user


def describe_person(person: User) -> dict[str, Any]:
    """How a person presents themselves."""
    return {
        "username": person.username,
        "display_name": person.display_name,
        "bio": person.bio,
        "custom_status": person.custom_status,
    }


def describe_conversation(conversation: Conversation) -> dict[str, Any]:
    """What a conversation shows of itself."""
    return {
        "type": conversation.type,
        "title": conversation.title,
        "topic": conversation.topic,
        "members_count": conversation.members_count,
    }


def describe_space(space: Space) -> dict[str, Any]:
    """What a space shows of itself."""
    return {
        "type": "SPACE",
        "title": space.name,
        "topic": "\n\n".join(filter(None, (space.description, space.rules, space.welcome_text))),
        "members_count": space.members_count,
    }
