"""Making things for tests the way the program makes them: through its operations."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations.registration import register_user
from chatty.core.limits import override_limits
from conversations.access import find_membership, lock_conversation, lock_space
from conversations.models import Conversation, Membership, Role, Space
from conversations.operations.conversations import create_channel, create_group, start_dm
from conversations.operations.members import enter, welcome
from conversations.operations.space_members import enter_space
from conversations.operations.spaces import create_space
from messaging.operations.new_polls import WantedPoll
from messaging.operations.send import send_message
from messaging.operations.send_batch import NewMessage
from messaging.wire import MessageJSON

PASSWORD = "correct horse battery"


def make_user(name: str, **details: Any) -> User:
    """An account with the password `PASSWORD`, made like any other."""
    with override_limits(sign_ups_per_hour=1_000_000):
        return register_user(
            username=name, email=f"{name}@example.org", password=PASSWORD, **details
        )


def make_dm(first: User, second: User) -> Conversation:
    """The DM of two people."""
    created = start_dm(actor=first, user_id=second.id)
    return Conversation.objects.get(id=created.conversation["id"])


def make_group(owner: User, *members: User, title: str = "Lounge") -> Conversation:
    """A group with an owner and members."""
    created = create_group(actor=owner, title=title, user_ids=[member.id for member in members])
    return Conversation.objects.get(id=created.conversation["id"])


def make_channel(owner: User, *members: User, title: str = "News") -> Conversation:
    """A broadcast channel with an owner and members."""
    created = create_channel(actor=owner, title=title)
    conversation = Conversation.objects.get(id=created.conversation["id"])
    if members:
        with transaction.atomic():
            # Without a line of it: a timeline of tests begins with what they say themselves.
            locked = lock_conversation(conversation.id, viewer=owner).conversation
            welcome(enter(locked, members))
        conversation.refresh_from_db()
    return conversation


def make_space(owner: User, *members: User, name: str = "Harbour") -> Space:
    """A space with an owner, members, and one text channel, "general"."""
    with override_limits(conversations_per_hour=1_000_000):
        made = create_space(actor=owner, name=name)
    for member in members:
        with transaction.atomic():
            enter_space(lock_space(made["id"], viewer=owner).space, member)
    return Space.objects.get(id=made["id"])


def general_of(space: Space) -> Conversation:
    """The channel that a space begins with."""
    return Conversation.objects.get(space=space, title="general")


def set_role(member: User, role: Role, *, in_: Conversation) -> None:
    """Give a member any role, without the rights that the operation asks for and without a line of
    it in the timeline, so that the scene of a test begins empty.
    """
    Membership.objects.filter(conversation_id=in_.id, user_id=member.id).update(role=role)


def membership_of(user: User, in_: Conversation) -> Membership:
    """A person's membership, as they reach it."""
    return find_membership(in_.id, viewer=user)


def make_poll(
    *, by: User, in_: Conversation, options: Sequence[str] = ("Yes", "No"), **details: Any
) -> MessageJSON:
    """A message with a poll."""
    item = NewMessage(
        conversation_id=in_.id,
        client_id=uuid.uuid4(),
        body="Shall we?",
        poll=WantedPoll(options=options, **details),
    )
    return send_message(actor=by, session_id=uuid.uuid4(), item=item).message


def make_message(
    *,
    by: User,
    in_: Conversation,
    body: str = "Hello",
    reply_to: str | None = None,
    thread_id: str | None = None,
) -> MessageJSON:
    """A message, without spending the sender's rate."""
    item = NewMessage(
        conversation_id=in_.id,
        client_id=uuid.uuid4(),
        body=body,
        reply_to=uuid.UUID(reply_to) if reply_to else None,
        thread_id=uuid.UUID(thread_id) if thread_id else None,
    )
    return send_message(actor=by, session_id=uuid.uuid4(), item=item).message
