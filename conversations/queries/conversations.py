"""Lists of conversations."""

import uuid
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from accounts.models.rows import USER_COLUMNS, UserRow
from chatty.core.pagination import (
    Page,
    PageRequest,
    cut_page,
    moment_key,
    read_id_key,
    read_moment_key,
)
from chatty.core.prepared import run_prepared
from conversations.models import Membership
from conversations.models.rows import ROW_COLUMNS, MembershipRow, membership_row

# The conditions of a list, by the parameter that asks for them.
_LIST = f"""
SELECT {ROW_COLUMNS} FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.left_at IS NULL
"""  # noqa: S608 - the columns of our rows
_WHERE = {
    "space": "c.space_id = %(space)s",
    "folder": "m.folder = %(folder)s",
    "kind": "c.type = %(kind)s",
    "archived": "m.archived = %(archived)s",
    "last": "(c.last_activity_at, c.id) < (%(at)s, %(last)s)",
}
_ORDER = "ORDER BY c.last_activity_at DESC, c.id DESC LIMIT %(limit)s"
_PEERS = f"""
SELECT m.conversation_id, {USER_COLUMNS} FROM memberships m JOIN users u ON u.id = m.user_id
WHERE m.conversation_id = ANY(%(rooms)s) AND m.user_id <> %(viewer)s
"""  # noqa: S608 - the columns of our rows


def list_memberships(
    *,
    viewer: User,
    page: PageRequest,
    kind: str | None = None,
    archived: bool | None = None,
    space_id: uuid.UUID | None = None,
    folder: str | None = None,
) -> Page[MembershipRow]:
    """The viewer's conversations of one space, or outside all spaces, last activity first."""
    asked = {"space": space_id, "folder": folder, "kind": kind, "archived": archived}
    wanted: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    bounds: dict[str, Any] = {"viewer": viewer.id, "limit": page.limit + 1}
    if page.after is not None:
        wanted["last"] = read_id_key(page.after[1])
        bounds["at"] = read_moment_key(page.after[0])
    conditions = [_WHERE[name] for name in wanted]
    if space_id is None:
        conditions.append("c.space_id IS NULL")
    query = " ".join([_LIST, *(f"AND {condition}" for condition in conditions), _ORDER])
    found = [membership_row(row) for row in run_prepared(query, bounds | wanted)]
    return cut_page(
        found,
        limit=page.limit,
        key=lambda row: [moment_key(row.conversation.last_activity_at), row.conversation_id],
    )


def peers_of(memberships: Sequence[Membership | MembershipRow]) -> dict[uuid.UUID, UserRow]:
    """The other person of each DM among these memberships of one person, by conversation id."""
    direct = [m.conversation_id for m in memberships if m.conversation.type == "DM"]
    if not direct:
        return {}
    rows = run_prepared(_PEERS, {"rooms": direct, "viewer": memberships[0].user_id})
    return {room: UserRow(*person) for room, *person in rows}


def first_visible_of(user_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Every conversation that a person is in, with the first `seq` that they may see; 0 for all."""
    rows = Membership.objects.filter(user_id=user_id, left_at=None)
    return {
        conversation_id: seq if seq > 1 else 0
        for conversation_id, seq in rows.values_list("conversation_id", "visible_from_seq")
    }
