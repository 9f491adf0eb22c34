"""Rows of space members, as many as there are, put right after something else has changed."""

import uuid
from typing import Final

from django.db.models import Func, Value

from accounts.models import User
from conversations.models import SpaceMember
from conversations.rules.names import sort_name

_AT_ONCE: Final = 1_000


def forget_role(*, space_id: uuid.UUID, role_id: uuid.UUID) -> None:
    """Take a role that is gone from those who still name it, a thousand at a time. It has counted
    for nothing since it was deleted.
    """
    # Who has left has no roles.
    rows = SpaceMember.objects.filter(space_id=space_id, left_at=None, role_ids__contains=[role_id])
    while people := list(rows.order_by("user_id").values_list("user_id", flat=True)[:_AT_ONCE]):
        SpaceMember.objects.filter(space_id=space_id, user_id__in=people).update(
            role_ids=Func("role_ids", Value(role_id), function="array_remove")
        )


def sort_by_new_name(*, user_id: uuid.UUID) -> None:
    """Put somebody in their place by their present name, in each space where they have no
    nickname.
    """
    person = User.objects.filter(id=user_id).only("display_name").first()
    if person is not None:
        name = sort_name(person.display_name)
        rows = SpaceMember.objects.filter(user_id=user_id, nickname="")
        rows.exclude(sort_name=name).update(sort_name=name)
