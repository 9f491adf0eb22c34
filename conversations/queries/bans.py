"""Who may not come in."""

import uuid
from collections.abc import Iterable

from django.db.models import Q

from chatty.core.clock import now
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.access import InSpace
from conversations.models import Ban, Membership


def banned_among(conversation_id: uuid.UUID, user_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people who are banned from the conversation now."""
    rows = Ban.objects.filter(_in_force(), conversation_id=conversation_id, user_id__in=user_ids)
    return set(rows.values_list("user_id", flat=True))


def is_banned_from_space(space_id: uuid.UUID, user_id: uuid.UUID) -> bool:
    """Whether somebody is banned from the space now."""
    return Ban.objects.filter(_in_force(), space_id=space_id, user_id=user_id).exists()


def list_bans(*, within: Membership | InSpace, page: PageRequest) -> Page[Ban]:
    """The bans in force in the viewer's conversation or space, newest first."""
    of_here = (
        Q(space_id=within.space.id)
        if isinstance(within, InSpace)
        else Q(conversation_id=within.conversation_id)
    )
    rows = Ban.objects.select_related("user").filter(_in_force(), of_here)
    if page.after is not None:
        rows = rows.filter(id__lt=read_id_key(page.after[0]))
    found = list(rows.order_by("-id")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [row.id])


def _in_force() -> Q:
    return Q(expires_at=None) | Q(expires_at__gt=now())
