"""Voting, and closing polls."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, Invalid, NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic
from conversations.access import require, require_open
from conversations.models import Conversation
from conversations.operations.announce import save_rev
from messaging.access import Located, Reached, locate_message, reach_message
from messaging.adapters.ballots import ballot_name, seal_choice
from messaging.events import MessageVoted
from messaging.models import Message, PollBallot, PollVote
from messaging.operations.announce import announce_update
from messaging.operations.changes_batch import change_together
from messaging.operations.deletions import record_for_space
from messaging.queries.lifetimes import living
from messaging.queries.messages import shape_messages
from messaging.queries.poll_votes import own_choice
from messaging.rules.polls import Poll, clean_choice, is_closed, recounted
from messaging.wire import MessageJSON


def vote(*, actor: User, message_id: object, option_ids: Iterable[int]) -> MessageJSON:
    """Vote for these options instead of what one voted for before; the same again changes nothing.

    It takes what reacting takes. NotFound where there is no poll, Invalid for what cannot be
    chosen, Forbidden when it is closed, RateLimited.
    """
    options = list(option_ids)
    return _change(actor, message_id, options)


def withdraw_vote(*, actor: User, message_id: object) -> MessageJSON:
    """Take one's vote back; none changes nothing. As `vote` otherwise."""
    return _change(actor, message_id, None)


def close_poll(*, actor: User, message_id: object) -> MessageJSON:
    """End a poll, for its author and for who has `manage_messages`; one that is closed stays so.

    NotFound where there is no poll, Forbidden, RateLimited.
    """
    # Everyone hears of it. Before the lock: nobody waits for the counter of rates under it.
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    located = locate_message(message_id)
    return change_together(located.conversation_id, lambda: _close(actor, located))


@transaction.atomic
def close_due_poll(*, conversation_id: uuid.UUID, message_id: uuid.UUID) -> None:
    """End a poll whose time is over, unless somebody did, or it is gone."""
    room = Conversation.objects.select_for_update(no_key=True).filter(id=conversation_id).first()
    if room is None or room.deleted_at is not None:
        return
    message = Message.objects.filter(
        living(), conversation_id=conversation_id, id=message_id
    ).first()
    if message is not None and message.poll is not None and not message.poll["closed"]:
        _save(message, room, {**_poll_of(message), "closed": True}, by=None)


def _change(actor: User, message_id: object, options: list[int] | None) -> MessageJSON:
    # Everyone hears of it, and each is a change to the conversation.
    take("votes", actor.id, per_minute(limits.votes_per_minute))
    located = locate_message(message_id)
    return change_together(located.conversation_id, lambda: _vote(actor, located, options))


def _vote(actor: User, located: Located, options: list[int] | None) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    message, poll = reached.message, _poll_of(reached.message)
    require_open(reached.membership)
    require(reached.membership, "react")
    if is_closed(poll, at=now()):
        raise Forbidden("This poll is closed.")
    after = frozenset[int]() if options is None else _checked(poll, options)
    before = own_choice(message, user_id=actor.id)
    if before != after:
        if poll["anonymous"]:
            _keep_ballot(message, actor, after)
        else:
            _keep_votes(message, actor, before=before, after=after)
        # In what everyone hears of an anonymous poll nobody has voted.
        by = None if poll["anonymous"] else actor
        changed = recounted(poll, before=before, after=after)
        _save(message, reached.membership.conversation, changed, by=by)
        # What everyone hears does not say what they chose, and their other devices show it.
        publish(
            user_topic(actor.id),
            MessageVoted(str(message.id), tuple(sorted(after)), message.rev),
            conversation_id=message.conversation_id,
        )
    return shape_messages([message], viewer_id=actor.id)[0]


def _checked(poll: Poll, options: list[int]) -> frozenset[int]:
    try:
        return clean_choice(poll, options)
    except ValueError as error:
        raise Invalid(str(error), errors={"option_ids": [str(error)]}) from None


def _close(actor: User, located: Located) -> MessageJSON:
    reached = reach_message(located, viewer=actor)
    message, poll = reached.message, _poll_of(reached.message)
    require_open(reached.membership)
    _require_right(reached, actor)
    if not poll["closed"]:
        _save(message, reached.membership.conversation, {**poll, "closed": True}, by=actor)
        if message.sender_id != actor.id:
            record_for_space(reached, actor=actor, action="poll_close")
    return shape_messages([message], viewer_id=actor.id)[0]


def _require_right(reached: Reached, actor: User) -> None:
    if reached.message.sender_id != actor.id:
        require(reached.membership, "manage_messages")


def _poll_of(message: Message) -> Poll:
    if message.poll is None:
        raise NotFound("There is no poll in this message.")
    poll: Poll = message.poll
    return poll


def _keep_votes(
    message: Message, actor: User, *, before: frozenset[int], after: frozenset[int]
) -> None:
    """The rows of a vote; what was chosen before and still is keeps its time."""
    place = {"conversation_id": message.conversation_id, "message_id": message.id}
    PollVote.objects.filter(**place, user_id=actor.id, option__in=before - after).delete()
    PollVote.objects.bulk_create(
        PollVote(**place, user=actor, option=option) for option in sorted(after - before)
    )


def _keep_ballot(message: Message, actor: User, after: frozenset[int]) -> None:
    place = {"conversation_id": message.conversation_id, "message_id": message.id}
    name = ballot_name(**place, user_id=actor.id)
    # Never changed in place: the order of rows then tells no more than who voted last.
    PollBallot.objects.filter(**place, name=name).delete()
    if after:
        PollBallot.objects.create(**place, name=name, choice=seal_choice(after, **place, name=name))


def _save(message: Message, room: Conversation, poll: Poll, *, by: User | None) -> None:
    message.poll = dict(poll)
    message.rev = save_rev(room)
    message.save(update_fields=["rev", "poll"])
    announce_update(message, by=by, change="poll")
