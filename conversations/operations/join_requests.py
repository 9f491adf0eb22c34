"""What becomes of questions to be let into a space. Those who decide hear of each."""

import uuid
from typing import Final

from accounts.models import User
from chatty.core.clock import now
from chatty.realtime.publish import publish
from chatty.realtime.topics import space_requests_topic
from conversations.events import JoinRequestUpdated
from conversations.models import JoinRequest, JoinRequestStatus, Space
from conversations.queries.join_requests import count_pending
from conversations.wire import JoinRequestJSON, join_request_json

_WITHDRAWN: Final = "WITHDRAWN"


def settle_request(
    space: Space, person: User, status: JoinRequestStatus, *, by: User | None
) -> None:
    """Settle what a person asked of a locked space, however it came to that; `by`: who decided.
    Nothing where nothing waits.
    """
    asked = JoinRequest.objects.filter(
        space_id=space.id, user_id=person.id, status=JoinRequestStatus.PENDING
    ).first()
    if asked is not None:
        asked.user = person
        decide(asked, status, by=by)


def decide(asked: JoinRequest, status: JoinRequestStatus, *, by: User | None) -> None:
    """Store what was decided, and tell those who decide. Of a locked space."""
    asked.status, asked.decided_by, asked.decided_at = status, by, now()
    asked.save(update_fields=["status", "decided_by", "decided_at"])
    tell_of_request(asked)


def withdraw(asked: JoinRequest) -> None:
    """Let go of a question that waits, as if it was never asked, and tell those who decide. Of a
    locked space.
    """
    # It has no id once it is gone.
    told = join_request_json(asked)
    asked.delete()
    _tell({**told, "status": _WITHDRAWN}, asked.space_id)


def tell_of_request(asked: JoinRequest) -> None:
    """Show a question as it is now to those who decide."""
    _tell(join_request_json(asked), asked.space_id)


def _tell(asked: JoinRequestJSON, space_id: uuid.UUID) -> None:
    publish(space_requests_topic(space_id), JoinRequestUpdated(asked, count_pending(space_id)))
