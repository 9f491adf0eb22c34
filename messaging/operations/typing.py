"""Typing: a hint for those who look at the conversation now. Nothing is stored."""

from accounts.models import User
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import conversation_topic
from conversations.access import find_membership, require
from messaging.events import Typing


def show_typing(*, actor: User, conversation_id: object, active: bool) -> None:
    """Tell the conversation that somebody types there, or has stopped.

    Whoever hears nothing more ends it by themselves after `limits.typing_seconds`. Silent in
    conversations above `limits.typing_members`. NotFound for who is no member, Forbidden for who
    may not send, RateLimited.
    """
    take("typing", actor.id, per_minute(limits.typing_per_minute))
    membership = find_membership(conversation_id, viewer=actor)
    require(membership, "send")
    if membership.conversation.members_count > limits.typing_members:
        return
    publish(
        conversation_topic(membership.conversation_id),
        Typing(str(actor.id), active, limits.typing_seconds),
        conversation_id=membership.conversation_id,
    )
