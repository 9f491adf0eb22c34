"""Bringing back what was deleted, as long as it is there."""

import uuid

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from conversations.access import require, require_open
from conversations.operations.announce import save_rev
from messaging.access import (
    Located,
    Reached,
    locate_message,
    reach_message,
    require_spoken,
)
from messaging.models import DeletedMessage, Message
from messaging.operations.announce import announce_update
from messaging.operations.changes_batch import change_together
from messaging.operations.deletions import named, place_of, record_moderation
from messaging.operations.mentions import former_mentions, replace_mentions
from messaging.operations.thread_counts import count_answer
from messaging.queries.messages import shape_messages
from messaging.wire import MessageJSON


def recover_message(*, actor: User, message_id: object) -> MessageJSON:
    """Put a tombstone's message back where it stood: its author what they deleted themselves,
    whoever has `manage_messages` what a moderator removed. One that stands changes nothing.

    Reactions and pins do not come back. Forbidden; NotFound where nothing is left of it;
    RateLimited.
    """
    take("deletions", actor.id, per_minute(limits.deletions_per_minute))
    located = locate_message(message_id)
    return change_together(located.conversation_id, lambda: _recover(actor, located))


def _recover(actor: User, located: Located) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    message = reached.message
    require_spoken(message)
    if message.deleted_at is not None:
        require_open(reached.membership)
        _require_right(reached, actor)
        # Held, so that it is not forgotten while it is brought back.
        kept = (
            DeletedMessage.objects.select_for_update()
            .filter(**place_of(message), purge_at__gt=now())
            .first()
        )
        if kept is None:
            raise NotFound("Nothing is left of this message.")
        _put_back(message, kept)
        message.rev = save_rev(reached.membership.conversation)
        message.save(
            update_fields=[
                "rev", "deleted_at", "body", "poll_text", "poll", "forward", "metadata",
                "mentions", "mentions_all",
            ]
        )  # fmt: skip
        if message.sender_id != actor.id:
            record_moderation(reached, actor=actor, action="message_recover")
        by = named(message, actor)
        announce_update(message, by=actor if by else None, change="recover", former=None)
        count_answer(reached.membership.conversation, message, by=by, more=1)
    return shape_messages([message], viewer_id=actor.id)[0]


def _require_right(reached: Reached, actor: User) -> None:
    """What its author took back is nobody else's to bring back."""
    message = reached.message
    if message.metadata.get("deletion", {}).get("by") == "moderator":
        require(reached.membership, "manage_messages")
    elif message.sender_id != actor.id:
        raise Forbidden("Its author deleted it. Only they can bring it back.")


def _put_back(message: Message, kept: DeletedMessage) -> None:
    former, content = former_mentions(message), kept.content
    message.deleted_at = None
    message.body, message.poll_text = bytes(kept.body), kept.poll_text
    message.metadata, message.poll = content["metadata"], content["poll"]
    message.forward, message.mentions_all = content["forward"], content["mentions_all"]
    message.mentions = [uuid.UUID(user_id) for user_id in content["mentions"]]
    replace_mentions(message, former=former.people)
    kept.delete()
