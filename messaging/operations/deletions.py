"""Deleting what was said: for everyone, with a tombstone, or for oneself alone.

What was deleted for everyone can be brought back for a while (`operations.recovery`), and is then
gone for good (docs/decisions/0016).
"""

import uuid
from datetime import timedelta
from typing import Any

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.clock import now, wire_time
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic
from conversations.access import require, require_open
from conversations.models import Conversation
from conversations.operations.announce import save_rev
from messaging.access import (
    Located,
    Reached,
    locate_message,
    reach_message,
    require_spoken,
)
from messaging.events import MessageDeleted, MessageHidden
from messaging.models import (
    DeletedMessage,
    HiddenMessage,
    Message,
    MessageEdit,
    PollBallot,
    PollVote,
    Reaction,
)
from messaging.operations.announce import announce_message
from messaging.operations.changes_batch import change_together
from messaging.operations.mentions import former_mentions, replace_mentions
from messaging.operations.scheduled import cancel_scheduled
from messaging.operations.thread_counts import count_answer
from messaging.queries.messages import shape_messages
from messaging.wire import MessageJSON, Surroundings


def delete_message(*, actor: User, message_id: object) -> MessageJSON:
    """Leave a tombstone: own messages, and those of others with `manage_messages`.

    Nothing that was said is shown to anybody from here on, and its reactions are gone from the
    database when this commits; text and history stay sealed for `limits.recoverable_days`. A
    tombstone stays as it is. An own one that waits to be sent is cancelled. RateLimited.
    """
    take("deletions", actor.id, per_minute(limits.deletions_per_minute))
    located = locate_message(message_id)
    if located.waits:
        return cancel_scheduled(actor=actor, located=located)
    return change_together(located.conversation_id, lambda: _delete(actor, located))


def hide_message(*, actor: User, message_id: object) -> MessageJSON:
    """Delete a message for oneself: its place stays, as a tombstone that nobody else sees.

    Own devices hear of it. NotFound, RateLimited.
    """
    take("deletions", actor.id, per_minute(limits.deletions_per_minute))
    located = locate_message(message_id)
    return change_together(located.conversation_id, lambda: _hide(actor, located))


def _delete(actor: User, located: Located) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    message = reached.message
    require_spoken(message)
    if message.deleted_at is not None:
        return _for_actor(message, actor)
    require_open(reached.membership)
    if message.sender_id != actor.id:
        require(reached.membership, "manage_messages")
        record_moderation(reached, actor=actor, action="message_remove")
    former = former_mentions(message)
    message.deleted_at = now()
    deletion = _put_away(message, actor)
    message.body, message.poll_text, message.poll, message.forward = b"", None, None, None
    message.metadata, message.reaction_counts = {"deletion": deletion}, []
    message.mentions, message.mentions_all, message.link_preview = [], False, None
    message.pinned_at = None
    Reaction.objects.filter(**place_of(message)).delete()
    replace_mentions(message, former=former.people)
    message.rev = save_rev(reached.membership.conversation)
    message.save(
        update_fields=[
            "rev", "deleted_at", "body", "poll_text", "poll", "forward", "metadata",
            "reaction_counts", "mentions", "mentions_all", "link_preview", "pinned_at",
        ]
    )  # fmt: skip
    announce_message(message, Surroundings(), lambda shared: MessageDeleted(shared, former))
    count_answer(reached.membership.conversation, message, by=named(message, actor), more=-1)
    return _for_actor(message, actor)


def _put_away(message: Message, actor: User) -> dict[str, Any]:
    """Keep the sealed content for whoever may bring it back; what the tombstone says of that."""
    by = "author" if message.sender_id == actor.id else "moderator"
    if not limits.recoverable_days:
        MessageEdit.objects.filter(**place_of(message)).delete()
        PollVote.objects.filter(**place_of(message)).delete()
        PollBallot.objects.filter(**place_of(message)).delete()
        return {"by": by, "recoverable_until": None}
    until = now() + timedelta(days=limits.recoverable_days)
    DeletedMessage.objects.create(
        **place_of(message),
        body=message.body,
        poll_text=message.poll_text,
        content={
            "metadata": message.metadata,
            "mentions": [str(user_id) for user_id in message.mentions],
            "mentions_all": message.mentions_all,
            "poll": message.poll,
            "forward": message.forward,
        },
        deleted_by=actor,
        purge_at=until,
    )
    return {"by": by, "recoverable_until": wire_time(until)}


def _hide(actor: User, located: Located) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    message, rev = reached.message, reached.membership.conversation.rev
    _row, is_new = HiddenMessage.objects.get_or_create(
        **place_of(message), user=actor, defaults={"rev": rev}
    )
    shaped = _for_actor(message, actor)
    if is_new:
        publish(
            user_topic(actor.id),
            MessageHidden(str(message.id), message.seq),
            conversation_id=message.conversation_id,
        )
    return shaped


def record_moderation(reached: Reached, *, actor: User, action: str) -> None:
    """An entry in the audit log for what was done to somebody else's message."""
    conversation: Conversation = reached.membership.conversation
    kind = "conversation" if conversation.space_id is None else "space"
    record_audit_entry(
        actor=actor,
        action=f"{kind}.{action}",
        target_type=kind,
        target_id=conversation.space_id or conversation.id,
        details={
            "what": "message",
            "channel_id": str(conversation.id),
            "message_id": str(reached.message.id),
            "user_id": str(reached.message.sender_id),
        },
    )


def record_for_space(reached: Reached, *, actor: User, action: str) -> None:
    """The same where a space has a log of its own. Of what is no removal nothing is kept elsewhere:
    it would tell who runs the server who talks with whom.
    """
    if reached.membership.conversation.space_id is not None:
        record_moderation(reached, actor=actor, action=action)


def named(message: Message, actor: User) -> uuid.UUID | None:
    """Whom all are told to have taken a message away or brought it back: its author; of who
    moderates the audit log alone tells.
    """
    return actor.id if message.sender_id == actor.id else None


def place_of(message: Message) -> dict[str, Any]:
    """By what rows that belong to a message name it."""
    return {"conversation_id": message.conversation_id, "message_id": message.id}


def _for_actor(message: Message, actor: User) -> MessageJSON:
    return shape_messages([message], viewer_id=actor.id)[0]
