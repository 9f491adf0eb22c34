"""Lists of conversations."""

import uuid
from collections.abc import Sequence

from django.db.models import Q

from accounts.models import User
from chatty.core.pagination import (
    Page,
    PageRequest,
    cut_page,
    moment_key,
    read_id_key,
    read_moment_key,
)
from conversations.models import Membership


def list_memberships(
    *,
    viewer: User,
    page: PageRequest,
    kind: str | None = None,
    archived: bool | None = None,
    space_id: uuid.UUID | None = None,
    folder: str | None = None,
) -> Page[Membership]:
    """The viewer's conversations of one space, or outside all spaces, last activity first."""
    rows = Membership.objects.select_related("conversation").filter(
        user_id=viewer.id, left_at=None, conversation__space_id=space_id
    )
    if folder is not None:
        rows = rows.filter(folder=folder)
    if kind is not None:
        rows = rows.filter(conversation__type=kind)
    if archived is not None:
        rows = rows.filter(archived=archived)
    if page.after is not None:
        at, last_id = read_moment_key(page.after[0]), read_id_key(page.after[1])
        rows = rows.filter(
            Q(conversation__last_activity_at__lt=at)
            | Q(conversation__last_activity_at=at, conversation_id__lt=last_id)
        )
    found = rows.order_by("-conversation__last_activity_at", "-conversation_id")[: page.limit + 1]
    return cut_page(
        list(found),
        limit=page.limit,
        key=lambda row: [moment_key(row.conversation.last_activity_at), row.conversation_id],
    )


def peers_of(memberships: Sequence[Membership]) -> dict[uuid.UUID, User]:
    """The other person of each DM among these memberships of one person, by conversation id."""
    direct = [m.conversation_id for m in memberships if m.conversation.type == "DM"]
    if not direct:
        return {}
    viewer_id = memberships[0].user_id
    rows = (
        Membership.objects.select_related("user")
        .filter(conversation_id__in=direct)
        .exclude(user_id=viewer_id)
    )
    return {row.conversation_id: row.user for row in rows}


def first_visible_of(user_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Every conversation that a person is in, with the first `seq` that they may see; 0 for all."""
    rows = Membership.objects.filter(user_id=user_id, left_at=None)
    return {
        conversation_id: seq if seq > 1 else 0
        for conversation_id, seq in rows.values_list("conversation_id", "visible_from_seq")
    }
