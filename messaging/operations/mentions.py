"""Finding who messages mention, and keeping it for counting.

Called by sending and editing, with the conversation locked.
"""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from chatty.core.limits import limits
from conversations.access import Holder
from messaging.events import FormerMentions
from messaging.models import Mention, Message
from messaging.queries.mentions import members_named
from messaging.rules.mentions import EVERYONE, mentioned_names


class Mentioning(Protocol):
    """A message, new or stored, as far as mentions ask."""

    conversation_id: UUID
    sender_id: UUID
    mentions: list[UUID]
    mentions_all: bool

    @property
    def seq(self) -> int | None: ...


def set_mentions(mine: Holder, messages: Sequence[Mentioning], texts: Sequence[str]) -> None:
    """Fill `mentions` and `mentions_all` of these messages of the member from their texts.

    Present members only, and all of them with the permission `mention_all` only: other names are
    plain text. One query, and none where no text holds an "@".
    """
    named = [
        mentioned_names(text, at_most=limits.mentions_per_message) if "@" in text else []
        for text in texts
    ]
    wanted = {name for names in named for likely in names for name in likely} - {EVERYONE}
    people = members_named(wanted, within=mine) if wanted else {}
    may_call_all = "mention_all" in mine.permissions
    for message, names in zip(messages, named, strict=True):
        found = (next(filter(None, map(people.get, likely)), None) for likely in names)
        message.mentions = list(dict.fromkeys(user_id for user_id in found if user_id))
        message.mentions_all = may_call_all and any(EVERYONE in likely for likely in names)


def former_mentions(message: Message) -> FormerMentions:
    """Who a message mentions, before that changes."""
    return FormerMentions(tuple(message.mentions), message.mentions_all)


def keep_mentions(messages: Sequence[Mentioning]) -> None:
    """Rows for whom new messages mention; whoever mentions themselves has read it."""
    rows = [
        _row(message, user_id)
        for message in messages
        for user_id in message.mentions
        if user_id != message.sender_id
    ]
    if rows:
        Mention.objects.bulk_create(rows)


def replace_mentions(message: Message, *, former: Sequence[UUID]) -> None:
    """Rows for whom a message mentions now, where it mentioned `former` before."""
    gone = set(former) - set(message.mentions)
    if gone:
        Mention.objects.filter(
            conversation_id=message.conversation_id, seq=message.seq or 0, user_id__in=gone
        ).delete()
    come = set(message.mentions) - {*former, message.sender_id}
    if come:
        Mention.objects.bulk_create(_row(message, user_id) for user_id in sorted(come))


def _row(message: Mentioning, user_id: UUID) -> Mention:
    return Mention(conversation_id=message.conversation_id, user_id=user_id, seq=message.seq or 0)
