"""Reacting to messages."""

from accounts.models import User
from attachments.queries.custom_emoji import is_custom_emoji_of
from chatty.core.errors import Invalid, NotFound
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
from messaging.models import Reaction
from messaging.operations.announce import announce_update
from messaging.operations.changes_batch import change_together
from messaging.queries.messages import shape_messages
from messaging.rules.emoji import NO_SUCH, clean_emoji, is_custom
from messaging.wire import MessageJSON


def add_reaction(*, actor: User, message_id: object, emoji: str) -> MessageJSON:
    """React; the same again changes nothing. Invalid over the limit of different emoji, and
    for one of a space that the message is not in; RateLimited.
    """
    return _set_reaction(actor, message_id, emoji, active=True)


def remove_reaction(*, actor: User, message_id: object, emoji: str) -> MessageJSON:
    """Take an own reaction back; one that is not there changes nothing. RateLimited."""
    return _set_reaction(actor, message_id, emoji, active=False)


def _set_reaction(actor: User, message_id: object, emoji: str, *, active: bool) -> MessageJSON:
    try:
        clean = clean_emoji(emoji)
    except ValueError as error:
        raise Invalid(str(error), errors={"emoji": [str(error)]}) from None
    # Everyone hears of it, and each is a change to the conversation.
    take("reactions", actor.id, per_minute(limits.reactions_per_minute))
    located = locate_message(message_id)
    return change_together(
        located.conversation_id, lambda: _set_located(actor, located, clean, active=active)
    )


def _set_located(actor: User, located: Located, emoji: str, *, active: bool) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    message = reached.message
    require_spoken(message)
    if message.deleted_at is not None:
        raise NotFound("This message was deleted.")
    require_open(reached.membership)
    if active:
        require(reached.membership, "react")
        _require_there(reached, emoji)
    if _write(reached, actor, emoji, active=active):
        message.rev = save_rev(reached.membership.conversation)
        message.save(update_fields=["rev", "reaction_counts"])
        announce_update(message, by=actor, change="reaction", emoji=emoji, active=active)
    return shape_messages([message], viewer_id=actor.id)[0]


def _require_there(reached: Reached, emoji: str) -> None:
    """Invalid for an emoji of a space that is not this one's, or is no more."""
    space_id = reached.membership.conversation.space_id
    if is_custom(emoji) and not is_custom_emoji_of(space_id, emoji):
        raise Invalid(NO_SUCH, errors={"emoji": [NO_SUCH]})


def _write(reached: Reached, actor: User, emoji: str, *, active: bool) -> bool:
    """The row and the count; whether anything changed."""
    message = reached.message
    own = Reaction.objects.filter(
        conversation_id=message.conversation_id,
        message_id=message.id,
        user_id=actor.id,
        emoji=emoji,
    )
    if own.exists() == active:
        return False
    counts: dict[str, int] = dict(message.reaction_counts)
    if active:
        if emoji not in counts and len(counts) >= limits.reactions_per_message:
            most = limits.reactions_per_message
            raise Invalid(
                errors={"emoji": [f"A message takes at most {most} different reactions."]}
            )
        Reaction.objects.create(
            conversation_id=message.conversation_id,
            message_id=message.id,
            user=actor,
            emoji=emoji,
        )
        counts[emoji] = counts.get(emoji, 0) + 1
    else:
        own.delete()
        counts[emoji] -= 1
    message.reaction_counts = [[text, count] for text, count in counts.items() if count]
    return True
