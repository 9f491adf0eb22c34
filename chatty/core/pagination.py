"""Keyset pages: `{"results": [...], "next": cursor | null}`.

A cursor is the sort key of the last row, as text. It opens nothing: every query it goes into is
already scoped to the person asking, so it needs no signature, only checking.
"""

import base64
import binascii
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from chatty.core.errors import Invalid, InvalidCursor
from chatty.core.ids import read_id
from chatty.core.limits import limits

# One more than PostgreSQL's bigint holds.
_BIGINT = 2**63


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a client asked for: rows after `after` (None = from the start), at most `limit`."""

    limit: int
    after: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Page[Row]:
    """Rows of one page, and the key to continue from (None = that was all)."""

    rows: Sequence[Row]
    next: str | None

    def answer(self, shape: Callable[[Row], Any]) -> dict[str, Any]:
        """The page as it goes on the wire, each row through `shape`."""
        return {"results": [shape(row) for row in self.rows], "next": self.next}


def write_cursor(key: Sequence[Any]) -> str:
    """The cursor text of a sort key (JSON values and UUIDs)."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).rstrip(b"=").decode()


def read_cursor(text: str, *kinds: type) -> list[Any]:
    """The sort key of a cursor, one value a kind; InvalidCursor for anything else."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError):
        raise InvalidCursor from None
    if not isinstance(key, list) or len(key) != len(kinds):
        raise InvalidCursor
    if any(type(value) is not kind for value, kind in zip(key, kinds, strict=True)):
        raise InvalidCursor
    if any(isinstance(value, str) and "\0" in value for value in key):
        raise InvalidCursor
    if any(type(value) is int and not -_BIGINT <= value < _BIGINT for value in key):
        raise InvalidCursor
    return key


def moment_key(moment: datetime) -> int:
    """A time as cursors hold it: whole microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_moment_key(microseconds: int) -> datetime:
    """The time of a `moment_key`, or InvalidCursor."""
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise InvalidCursor from None


def moment_bounds(page: PageRequest) -> dict[str, Any]:
    """A page of what is listed by time and id, the newest first, as parameters of its statement:
    `limit`, one more than asked for, and `at` and `id` to go on from (None: from the start).
    """
    at, last_id = page.after or (None, None)
    return {
        "limit": page.limit + 1,
        "at": None if at is None else read_moment_key(at),
        "id": None if last_id is None else read_id_key(last_id),
    }


def read_id_key(text: str) -> uuid.UUID:
    """The id in a cursor, or InvalidCursor."""
    found = read_id(text)
    if found is None:
        raise InvalidCursor
    return found


def read_limit(text: str | None, *, default: int, at_most: int) -> int:
    """The `limit` parameter: 1..at_most, Invalid outside."""
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= at_most:
        raise Invalid(errors={"limit": [f"Use a whole number from 1 to {at_most}."]})
    return int(text)


def read_page(query: Mapping[str, str], *kinds: type) -> PageRequest:
    """`?cursor=&limit=` with the kinds of the sort key's values."""
    cursor = query.get("cursor")
    return PageRequest(
        limit=read_limit(
            query.get("limit"), default=limits.page_size, at_most=limits.page_size_max
        ),
        after=read_cursor(cursor, *kinds) if cursor else None,
    )


def cut_page[Row](
    rows: Sequence[Row], *, limit: int, key: Callable[[Row], Sequence[Any]]
) -> Page[Row]:
    """A page of at most `limit` from rows that were fetched with one more."""
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows=rows, next=write_cursor(key(rows[-1])) if more else None)
