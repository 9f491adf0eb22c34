"""Lists of conversations."""

import uuid
from collections.abc import Sequence
from datetime import datetime
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
from conversations.queries.channels import list_channels

# The conditions of a list, by the parameter that asks for them.
_LIST = f"""
SELECT {ROW_COLUMNS} FROM memberships m JOIN conversations c ON c.id = m.conversation_id
WHERE m.user_id = %(viewer)s AND m.left_at IS NULL AND m.space_id IS NULL
"""  # noqa: S608 - the columns of our rows
_WHERE = {
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
    if space_id is not None:
        return _page_of_channels(
            list_channels(viewer=viewer, space_ids=[space_id]), page, kind, archived, folder
        )
    asked = {"folder": folder, "kind": kind, "archived": archived}
    wanted: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    bounds: dict[str, Any] = {"viewer": viewer.id, "limit": page.limit + 1}
    if page.after is not None:
        wanted["last"] = read_id_key(page.after[1])
        bounds["at"] = read_moment_key(page.after[0])
    conditions = [_WHERE[name] for name in wanted]
    query = " ".join([_LIST, *(f"AND {condition}" for condition in conditions), _ORDER])
    found = [membership_row(row) for row in run_prepared(query, bounds | wanted)]
    return cut_page(found, limit=page.limit, key=_key)


def _page_of_channels(
    rows: Sequence[MembershipRow],
    page: PageRequest,
    kind: str | None,
    archived: bool | None,
    folder: str | None,
) -> Page[MembershipRow]:
    """Which channels there are follows from rules, so they are cut here; a space has few."""
    wanted = [
        row
        for row in rows
        if kind in (None, row.conversation.type)
        and archived in (None, row.archived)
        and folder in (None, row.folder)
    ]
    wanted.sort(key=_place, reverse=True)
    if page.after is not None:
        last = (read_moment_key(page.after[0]), read_id_key(page.after[1]))
        wanted = [row for row in wanted if _place(row) < last]
    return cut_page(wanted[: page.limit + 1], limit=page.limit, key=_key)


def _place(row: MembershipRow) -> tuple[datetime, uuid.UUID]:
    return (row.conversation.last_activity_at, row.conversation_id)


def _key(row: MembershipRow) -> list[Any]:
    return [moment_key(row.conversation.last_activity_at), row.conversation_id]


def peers_of(memberships: Sequence[Membership | MembershipRow]) -> dict[uuid.UUID, UserRow]:
    """The other person of each DM among these memberships of one person, by conversation id."""
    direct = [m.conversation_id for m in memberships if m.conversation.type == "DM"]
    if not direct:
        return {}
    rows = run_prepared(_PEERS, {"rooms": direct, "viewer": memberships[0].user_id})
    return {room: UserRow(*person) for room, *person in rows}
