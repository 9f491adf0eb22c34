"""Messages are reached through the person asking."""

import uuid
from dataclasses import dataclass

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, NotFound
from chatty.core.ids import read_id
from conversations.access import find_membership
from conversations.models import Membership
from messaging.models import Message
from messaging.models.message import MessageType

_NOWHERE = "There is no such message."


@dataclass(frozen=True, slots=True)
class Reached:
    """A message and the membership through which the viewer sees it."""

    message: Message
    membership: Membership


@dataclass(frozen=True, slots=True)
class Located:
    """A message's id and its conversation's, which never changes. `waits`: it had no place in the
    timeline yet when it was looked for.
    """

    id: uuid.UUID
    conversation_id: uuid.UUID
    waits: bool = False


def find_message(message_id: object, *, viewer: User) -> Reached:
    """A message of a conversation that the viewer is in and may see that far back."""
    return reach_message(locate_message(message_id), viewer=viewer)


def reach_message(located: Located, *, viewer: User) -> Reached:
    """`find_message` for a message whose conversation is known (and may be locked)."""
    try:
        membership = find_membership(located.conversation_id, viewer=viewer)
    except NotFound:
        # In the words for one that is nowhere: others would tell that it is somewhere.
        raise NotFound(_NOWHERE) from None
    return _reach(located.id, membership)


def find_waiting(located: Located, *, viewer: User) -> Message:
    """A message of the viewer's own that waits to be sent; to all others, and once it is sent,
    there is none.
    """
    try:
        mine = find_membership(located.conversation_id, viewer=viewer)
    except NotFound:
        raise NotFound(_NOWHERE) from None
    message = Message.objects.filter(
        conversation_id=mine.conversation_id, id=located.id, sender_id=viewer.id, seq=None
    ).first()
    if message is None:
        raise NotFound(_NOWHERE)
    return message


def require_spoken(message: Message) -> None:
    """Forbidden for what the conversation tells of itself (SYSTEM): nobody changes it."""
    if message.type == MessageType.SYSTEM:
        raise Forbidden("This line is the conversation's own. It stays as it is.")


def locate_message(message_id: object) -> Located:
    """Where a message is, whoever may see it: for what then reaches it through somebody. NotFound
    for one that is nowhere.
    """
    known = read_id(message_id)
    # Not first(): its ORDER BY would have each partition searched along the primary key.
    if known is not None:
        rows = Message.objects.filter(id=known).values_list("conversation_id", "seq")[:1]
        for conversation_id, seq in rows:
            return Located(known, conversation_id, waits=seq is None)
    raise NotFound(_NOWHERE)


def _reach(message_id: uuid.UUID, membership: Membership) -> Reached:
    message = Message.objects.filter(
        conversation_id=membership.conversation_id,
        id=message_id,
        seq__gte=membership.visible_from_seq,
    ).first()
    # What disappears is gone at its moment, though it may be some seconds until it is purged.
    if message is None or (message.expires_at is not None and message.expires_at <= now()):
        raise NotFound(_NOWHERE)
    return Reached(message, membership)
