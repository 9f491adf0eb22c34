"""Polls."""

from collections.abc import Sequence
from typing import TypedDict

from accounts.wire import UserJSON, user_json
from chatty.core.clock import now, wire_time
from messaging.models import PollVote
from messaging.rules.polls import Poll, is_closed
from messaging.wire.shapes import PollJSON, PollOptionJSON


class VoterJSON(TypedDict):
    """Somebody who voted for an option, and when."""

    user: UserJSON
    voted_at: str


def voter_json(vote: PollVote) -> VoterJSON:
    """One vote, with whose it is."""
    return {"user": user_json(vote.user), "voted_at": wire_time(vote.created_at)}


def poll_json(poll: Poll, texts: Sequence[str], own: frozenset[int] | None) -> PollJSON:
    """A poll with the texts of its options; `own` is what the reader chose, None in what everyone
    gets alike. One whose time is over is closed before anybody is told.
    """
    return {
        "options": [
            _option_json(number, text, count, own)
            for number, (text, count) in enumerate(zip(texts, poll["counts"], strict=True), 1)
        ],
        "multiple": poll["multiple"],
        "anonymous": poll["anonymous"],
        "closes_at": poll["closes_at"],
        "closed": is_closed(poll, at=now()),
        "voters": poll["voters"],
    }


def unvoted(shared: PollJSON) -> PollJSON:
    """What everyone gets of a poll, as it is for a reader who has not voted."""
    return {**shared, "options": [{**option, "me": False} for option in shared["options"]]}


def _option_json(number: int, text: str, count: int, own: frozenset[int] | None) -> PollOptionJSON:
    if own is None:
        return {"id": number, "text": text, "count": count}
    return {"id": number, "text": text, "count": count, "me": number in own}
