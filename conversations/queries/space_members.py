"""Windows into the members of a space, however many: who is there first, then by name.

What is looked at for one window is bounded. Who comes or goes between two windows may stand in both
or in neither: clients know people by their ids.
"""

import re
import uuid
from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from chatty.core.acting import acting_as_program
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.core.pagination import PageRequest, read_id_key, write_cursor
from chatty.realtime.presence import OFFLINE, read_statuses
from conversations.access import InSpace
from conversations.access.channel_counts import count_holders, count_who_see
from conversations.models import SpaceMember
from conversations.queries.online_members import MemberKey, online_members
from conversations.rules.names import sort_name
from conversations.rules.permissions import (
    NOBODY,
    Structure,
    channel_permissions,
    everyone_sees,
    roles_that_matter,
)

# In a cursor: among those who are there, or after them.
_THERE, _REST = 0, 1
_BEFORE_ALL: Final = ("", uuid.UUID(int=0))
# Planned for its parameters: which index serves depends on how many hold a role.
_SELECT: Final = """
SELECT sort_name, user_id, role_ids FROM space_members
WHERE space_id = %(space)s AND left_at IS NULL
"""
_AFTER: Final = " AND (sort_name, user_id) > (%(name)s, %(last)s)"
_IN_ORDER: Final = " ORDER BY sort_name, user_id LIMIT %(limit)s"
# The ids of those who fit, in order. Names by their parts, or one after another where most of them
# fit; usernames by themselves, since one statement for both would look at every name. These are of
# ASCII letters, digits, dots and dashes, of which `z` sorts last: the bounds serve their index,
# which knows nothing of patterns.
_FITTING: Final = f"""
SELECT sort_name, user_id FROM space_members WHERE space_id = %(space)s AND left_at IS NULL {_AFTER}
"""  # noqa: S608 - nothing but the texts above
_BY_NAME: Final = f"({_FITTING} AND sort_name LIKE %(pattern)s {_IN_ORDER})"
_BY_USERNAME: Final = f"""({_FITTING} AND user_id IN (
  SELECT id FROM users
  WHERE username BETWEEN %(text)s AND %(text_end)s AND starts_with(username, %(text)s)
) {_IN_ORDER})"""  # noqa: S608 - nothing but the texts above
_NAMED: Final = f"""{_SELECT} AND user_id = ANY(ARRAY(
  SELECT user_id FROM ({_BY_NAME}) AS fitting
)) {_IN_ORDER}"""  # noqa: S608 - nothing but the texts above
_NAMED_EITHER: Final = f"""{_SELECT} AND user_id = ANY(ARRAY(
  SELECT user_id FROM ({_BY_NAME} UNION {_BY_USERNAME}) AS fitting {_IN_ORDER}
)) {_IN_ORDER}"""  # noqa: S608 - nothing but the texts above
_IN_USERNAMES: Final = re.compile("[a-z0-9_.-]+")
_HOLDING: Final = " AND role_ids @> %(holding)s"
_MAY_SEE: Final = " AND (role_ids && %(roles)s OR user_id = ANY(%(exceptions)s))"


@dataclass(frozen=True, slots=True)
class Window:
    """Members with the presence that each shows to everyone (None while it is not known). `total`
    and `online` are told with the first window alone, and None where names were searched.
    """

    rows: list[tuple[SpaceMember, str | None]]
    next: str | None
    total: int | None = None
    online: int | None = None


Check = Callable[[MemberKey], bool]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which members, as a statement and as what is asked of each: the statement leaves out most of
    those who are none, the checks all. `text`: what a name holds; the statement alone checks it of
    who is not there.
    """

    sql: str
    parameters: dict[str, Any]
    checks: list[Check]
    text: str

    def admitted(self, keys: list[MemberKey]) -> list[MemberKey]:
        """Those who are chosen, whatever their names."""
        for check in self.checks:
            keys = [key for key in keys if check(key)]
        return keys

    def of_those_there(self, keys: list[MemberKey]) -> list[MemberKey]:
        """Those of the people who are there that are chosen, also by name."""
        text = self.text
        if text:
            keys = [key for key in keys if text in key.sort_name or key.username.startswith(text)]
        return self.admitted(keys)


def list_space_members(
    *,
    within: InSpace,
    page: PageRequest,
    q: str = "",
    role_id: uuid.UUID | None = None,
    channel_id: uuid.UUID | None = None,
) -> Window:
    """The members of the viewer's space: those whose name holds `q` or whose username begins with
    it, who hold a role, or who see a channel (of which the caller has made sure that the viewer
    sees it). Invalid for a role that is none of the space's.
    """
    if role_id is not None and role_id not in within.rules.roles:
        raise Invalid(errors={"role_id": ["There is no such role in this space."]})
    choice = _choose(within.rules, q=q, role_id=role_id, channel_id=channel_id)
    there = online_members(within.space.id)
    segment, after = _start(page)
    found: list[MemberKey] = []
    chosen: list[MemberKey] | None = None
    if segment == _THERE:
        chosen = choice.of_those_there(there.in_order)
        found = _after(chosen, after)[: page.limit + 1]
    online_count = min(len(found), page.limit)
    more: str | None = None
    if len(found) <= page.limit:
        rest = _Rest(within.space.id, choice, there.ids, after if segment == _REST else _BEFORE_ALL)
        found += rest.take(page.limit + 1 - len(found))
        more = rest.stopped_at
    return Window(
        rows=_rows(within, found[: page.limit], online_count),
        next=_next(found, page.limit, online_count) or more,
        **_counts(within, chosen, page, q=q, role_id=role_id, channel_id=channel_id),
    )


def _choose(
    rules: Structure, *, q: str, role_id: uuid.UUID | None, channel_id: uuid.UUID | None
) -> _Choice:
    text, sql, checks = sort_name(q.strip()), _SELECT, list[Check]()
    parameters: dict[str, Any] = {}
    # Everyone holds @everyone.
    if role_id is not None and role_id != rules.everyone.id:
        holding = role_id
        checks.append(lambda key: holding in key.role_ids)
        sql += _HOLDING
        parameters["holding"] = [role_id]
    if channel_id is not None and not everyone_sees(rules, channel_id):
        checks.append(_seeing(rules, channel_id))
        if not channel_permissions(rules, channel_id, user_id=NOBODY, role_ids=()):
            sql += _MAY_SEE
            parameters["roles"] = list(roles_that_matter(rules, channel_id) - {rules.everyone.id})
            parameters["exceptions"] = [rules.owner_id, *rules.people_with_overrides]
    if not text:
        return _Choice(sql + _AFTER + _IN_ORDER, parameters, checks, text)
    pattern = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    parameters = {
        "text": text,
        "text_end": text + "z" * limits.username_max,
        "pattern": f"%{pattern}%",
    }
    # What no username holds is looked for in names alone.
    sql = _NAMED_EITHER if _IN_USERNAMES.fullmatch(text) else _NAMED
    return _Choice(sql, parameters, checks, text)


def _seeing(rules: Structure, channel_id: uuid.UUID) -> Check:
    """Whether a member sees the channel. Those with the same roles see the same."""
    matter = roles_that_matter(rules, channel_id)
    special = {rules.owner_id, *rules.people_with_overrides}
    known: dict[frozenset[uuid.UUID], bool] = {}

    def sees(key: MemberKey) -> bool:
        if key.user_id in special:
            return bool(
                channel_permissions(rules, channel_id, user_id=key.user_id, role_ids=key.role_ids)
            )
        held = matter.intersection(key.role_ids)
        if held not in known:
            known[held] = bool(
                channel_permissions(rules, channel_id, user_id=NOBODY, role_ids=held)
            )
        return known[held]

    return sees


def _start(page: PageRequest) -> tuple[int, tuple[str, uuid.UUID]]:
    if page.after is None:
        return _THERE, _BEFORE_ALL
    segment, name, last = page.after
    return (_REST if segment else _THERE), (name, read_id_key(last))


def _after(keys: list[MemberKey], after: tuple[str, uuid.UUID]) -> list[MemberKey]:
    return keys[bisect_right(keys, after, key=lambda key: (key.sort_name, key.user_id)) :]


class _Rest:
    """Those who are not there, by name. `stopped_at` continues where as many as one window may look
    at were looked at, and there may be more.
    """

    def __init__(
        self,
        space_id: uuid.UUID,
        choice: _Choice,
        there: Collection[uuid.UUID],
        after: tuple[str, uuid.UUID],
    ) -> None:
        self._space_id, self._choice, self._there = space_id, choice, there
        self._after = after
        self.stopped_at: str | None = None

    def take(self, count: int) -> list[MemberKey]:
        """The next `count`, or fewer."""
        found: list[MemberKey] = []
        looked_at, step = 0, max(2 * count, _LEAST)
        while len(found) < count:
            keys = self._look(step)
            absent = [key for key in keys if key.user_id not in self._there]
            found += self._choice.admitted(absent)
            looked_at += len(keys)
            if len(keys) < step:
                break
            last = keys[-1]
            self._after = (last.sort_name, last.user_id)
            if looked_at >= limits.space_members_looked_at and len(found) < count:
                self.stopped_at = write_cursor([_REST, *self._after])
                break
        return found[:count]

    def _look(self, limit: int) -> list[MemberKey]:
        name, last = self._after
        return _run(
            self._choice.sql,
            {
                "space": self._space_id,
                "name": name,
                "last": last,
                "limit": limit,
                **self._choice.parameters,
            },
        )


_LEAST: Final = 100


def _run(query: str, parameters: dict[str, Any]) -> list[MemberKey]:
    # Whoever asks is in the space; a policy would look that up for each row.
    with acting_as_program(), connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [
            MemberKey(name, user_id, tuple(roles)) for name, user_id, roles in cursor.fetchall()
        ]


def _rows(
    within: InSpace, keys: list[MemberKey], online_count: int
) -> list[tuple[SpaceMember, str | None]]:
    ids = [key.user_id for key in keys]
    members = SpaceMember.objects.select_related("user").filter(
        space_id=within.space.id, user_id__in=ids, left_at=None
    )
    by_id = {member.user_id: member for member in members}
    statuses = read_statuses(ids[:online_count]) if online_count else {}
    shown: dict[uuid.UUID, str | None] = dict.fromkeys(ids, OFFLINE)
    for user_id in ids[:online_count]:
        shown[user_id] = None if statuses is None else statuses[user_id]
    return [(by_id[user_id], shown[user_id]) for user_id in ids if user_id in by_id]


def _next(found: list[MemberKey], limit: int, online_count: int) -> str | None:
    if len(found) <= limit:
        return None
    last = found[limit - 1]
    segment = _THERE if online_count == limit else _REST
    return write_cursor([segment, last.sort_name, last.user_id])


def _counts(
    within: InSpace,
    chosen: list[MemberKey] | None,
    page: PageRequest,
    *,
    q: str,
    role_id: uuid.UUID | None,
    channel_id: uuid.UUID | None,
) -> dict[str, int | None]:
    if page.after is not None or q.strip() or chosen is None:
        return {}
    rules, space = within.rules, within.space
    total = space.members_count
    if channel_id is not None:
        total = count_who_see(space.id, rules, [channel_id]).get(channel_id, total)
    elif role_id is not None and role_id != rules.everyone.id:
        total = count_holders(space.id, rules, role_id)
    return {"total": total, "online": len(chosen)}
