"""Rows of space members, as many as there are, put right after something else has changed.

Whoever writes rows of many people in a space takes them by the ids of the people; whoever writes
one person's rows in many spaces locks the person first. A space is locked before a person. So
nobody waits for anybody crosswise.
"""

import uuid
from typing import Final

from django.db import transaction
from django.db.models import Func, Value

from accounts.models import User
from chatty.core.jobs.outbox import start_job
from conversations.models import Space, SpaceMember
from conversations.rules.names import sort_name

FORGET_ROLE: Final = "conversations.forget_role"
_AT_ONCE: Final = 1_000


def forget_role(*, space_id: uuid.UUID, role_id: uuid.UUID) -> None:
    """Take a role that is gone from those who still name it: from a thousand, and a job of its own
    goes on. It has counted for nothing since it was deleted.
    """
    with transaction.atomic():
        # Or whoever is about to change a member's roles writes this one back.
        Space.objects.select_for_update(no_key=True).only("id").get(id=space_id)
        # Who has left finds only roles that are there.
        holders = SpaceMember.objects.filter(
            space_id=space_id, left_at=None, role_ids__contains=[role_id]
        )
        locked = holders.select_for_update(no_key=True).order_by("user_id")
        people = list(locked.values_list("user_id", flat=True)[:_AT_ONCE])
        SpaceMember.objects.filter(space_id=space_id, user_id__in=people).update(
            role_ids=Func("role_ids", Value(role_id), function="array_remove")
        )
        if len(people) == _AT_ONCE:
            start_job(FORGET_ROLE, space_id=str(space_id), role_id=str(role_id))


def sort_by_new_name(*, user_id: uuid.UUID) -> None:
    """Put somebody in their place by their present name, in each space where they have no
    nickname.
    """
    with transaction.atomic():
        # As who orders their own spaces does, whose rows these are, too.
        rows = User.objects.select_for_update(no_key=True).filter(id=user_id)
        person = rows.only("display_name").first()
        if person is not None:
            name = sort_name(person.display_name)
            mine = SpaceMember.objects.filter(user_id=user_id, nickname="")
            mine.exclude(sort_name=name).update(sort_name=name)
