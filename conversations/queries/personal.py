"""How a person has sorted their conversations."""

import uuid

from django.db.models import Count

from accounts.models import User
from conversations.models import Membership


def count_pinned(viewer: User) -> int:
    """How many conversations the person has pinned."""
    return Membership.objects.filter(user_id=viewer.id, left_at=None, pinned=True).count()


def folder_names(viewer: User, *, without: uuid.UUID) -> set[str]:
    """The names of the person's folders, one conversation left aside."""
    rows = Membership.objects.filter(user_id=viewer.id, left_at=None).exclude(folder="")
    return set(rows.exclude(conversation_id=without).values_list("folder", flat=True).distinct())


def list_folders(viewer: User) -> list[tuple[str, int]]:
    """The person's folders by name, each with the number of conversations in it."""
    rows = (
        Membership.objects.filter(user_id=viewer.id, left_at=None)
        .exclude(folder="")
        .values("folder")
        .annotate(conversations=Count("conversation_id"))
        .order_by("folder")
    )
    return [(row["folder"], row["conversations"]) for row in rows]
