"""Telling people of conversations that came to them or went from them."""

from accounts.models import User
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import conversation_topic, user_topic
from conversations.events import ConversationCreated, ConversationRemoved
from conversations.models import Conversation, Membership
from conversations.queries.previews import Preview
from conversations.queries.shapes import shape_conversation


def announce_arrival(
    membership: Membership, *, peer: User | None = None, preview: Preview | None = None
) -> None:
    """Let the member's sockets hear the conversation, then tell them of it on their own topic."""
    topic, first = conversation_topic(membership.conversation_id), membership.visible_from_seq
    publish(
        user_topic(membership.user_id),
        ConversationCreated(shape_conversation(membership, peer=peer, preview=preview)),
        conversation_id=membership.conversation_id,
        rev=membership.conversation.rev,
        control=Control(subscribe=[topic], horizons={topic: first} if first > 1 else {}),
    )


def announce_departure(membership: Membership, *, reason: str) -> None:
    """Take the conversation from a person's sockets and tell them."""
    publish(
        user_topic(membership.user_id),
        ConversationRemoved(str(membership.conversation_id), reason),
        conversation_id=membership.conversation_id,
        control=Control(unsubscribe=[conversation_topic(membership.conversation_id)]),
    )


def save_rev(conversation: Conversation, *fields: str) -> int:
    """Count one shared visible change and store it with `fields`; the row must be locked."""
    conversation.rev += 1
    conversation.save(update_fields=["rev", *fields])
    return conversation.rev
