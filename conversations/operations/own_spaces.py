"""The order of a person's own spaces, which nobody else sees."""

from django.db import transaction

from accounts.models import User
from chatty.core.errors import NotFound
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic
from conversations.events import PersonalSpaceUpdated
from conversations.models import SpaceMember
from conversations.queries.spaces import shape_space
from conversations.wire import SpaceJSON


def place_space(*, actor: User, space_id: object, position: int) -> SpaceJSON:
    """Put a space at `position` (0: first) among one's own; the others make room. One's other
    devices hear of each that stands elsewhere now. NotFound; RateLimited.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        # The person first, so that two devices do not each order half.
        User.objects.select_for_update(no_key=True).only("id").get(id=actor.id)
        rows = SpaceMember.objects.filter(
            user_id=actor.id, left_at=None, space__deleted_at=None
        ).order_by("position", "space_id")
        in_order = list(rows)
        moving = next((row for row in in_order if row.space_id == read_id(space_id)), None)
        if moving is None:
            raise NotFound("There is no such space.")
        in_order.remove(moving)
        in_order.insert(position, moving)
        for place, row in enumerate(in_order):
            if row.position != place:
                SpaceMember.objects.filter(space_id=row.space_id, user_id=actor.id).update(
                    position=place
                )
                publish(
                    user_topic(actor.id),
                    PersonalSpaceUpdated(str(row.space_id), {"position": place}),
                )
        return shape_space(moving.space_id, viewer=actor)
