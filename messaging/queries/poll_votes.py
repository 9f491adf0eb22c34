"""Who voted for what: one person's own votes, and the voters of a poll that is not anonymous."""

import uuid

from django.db.models import Q

from chatty.core.errors import Forbidden, Invalid, NotFound
from chatty.core.pagination import (
    Page,
    PageRequest,
    cut_page,
    moment_key,
    read_id_key,
    read_moment_key,
)
from messaging.access import Reached
from messaging.adapters.ballots import ballot_name, open_choice
from messaging.models import Message, PollBallot, PollVote


def own_choice(message: Message, *, user_id: uuid.UUID) -> frozenset[int]:
    """The options of a poll that somebody has chosen; none where they have not voted."""
    place = {"conversation_id": message.conversation_id, "message_id": message.id}
    if message.poll is None or not message.poll["anonymous"]:
        rows = PollVote.objects.filter(**place, user_id=user_id)
        return frozenset(rows.values_list("option", flat=True))
    name = ballot_name(**place, user_id=user_id)
    ballot = PollBallot.objects.filter(**place, name=name).first()
    return frozenset() if ballot is None else open_choice(ballot.choice, **place, name=name)


def list_voters(reached: Reached, *, option: int, page: PageRequest) -> Page[PollVote]:
    """Who voted for one option, in the order in which they did, with the people. NotFound where
    there is no poll, Forbidden where it is anonymous, Invalid for what is no option.
    """
    message = reached.message
    if message.poll is None:
        raise NotFound("There is no poll in this message.")
    if message.poll["anonymous"]:
        raise Forbidden("This poll is anonymous: it shows how many voted, and not who.")
    if not 1 <= option <= len(message.poll["counts"]):
        raise Invalid(errors={"option": ["There is no such option."]})
    rows = PollVote.objects.filter(
        conversation_id=message.conversation_id, message_id=message.id, option=option
    )
    if page.after is not None:
        at, user_id = read_moment_key(page.after[0]), read_id_key(page.after[1])
        rows = rows.filter(Q(created_at__gt=at) | Q(created_at=at, user_id__gt=user_id))
    found = list(rows.select_related("user").order_by("created_at", "user_id")[: page.limit + 1])
    return cut_page(
        found, limit=page.limit, key=lambda row: [moment_key(row.created_at), row.user_id]
    )
