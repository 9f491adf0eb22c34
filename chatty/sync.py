"""`POST /sync`: every app's changes since a cursor, for clients that were away; what they did
meanwhile is done first.

The account cursor holds a snapshot's oldest running transaction; rows hold the transaction that
last changed them. So what committed late is told again rather than never. A cursor of another
database cluster (a restored backup) counts as none.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NotRequired, TypedDict, cast

from django.db import connection
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from chatty.core.admission import declare_read
from chatty.core.api import Endpoint, read_input
from chatty.core.clock import now, wire_time
from chatty.core.errors import Invalid, InvalidCursor, TooManyCursors
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.openapi import schema_of
from chatty.core.pagination import read_cursor, write_cursor
from chatty.core.rate_limit import take_read
from chatty.realtime.registry import Caller
from chatty.sync_account import AccountJSON, changed_account
from chatty.sync_inputs import RESOURCES, TYPES
from chatty.sync_operations import apply_operations
from conversations.access import find_memberships
from conversations.changes import (
    ConversationChanges,
    SpaceChanges,
    conversation_changes,
    read_on,
    revs_of,
    space_changes,
)
from conversations.queries.shapes import shape_conversations
from conversations.wire import ConversationJSON
from messaging.changes import ChangesJSON, changes_since

# What a conversation takes of a round's room, however little it tells: each costs some queries.
_LEAST = 10
# Spaces come whole, with their channels.
_SPACES_AT_ONCE = 20
_SPACE = "space:"
_REV_MAX = 2**62
_NO_CHANGES = ConversationChanges(changed=[], removed=[], last_id=None)
_NO_SPACES = SpaceChanges(changed=[], removed=[], counted={}, last_id=None)
_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OperationInput(serializers.Serializer[object]):
    """What a client did while it was away. Checked one by one: each fails alone."""

    op_id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=TYPES)
    resource = serializers.ChoiceField(choices=RESOURCES)
    data = serializers.DictField(  # type: ignore[assignment]  # a field; DRF calls its values so
        help_text="The body as in REST, and the ids of its path."
    )
    base_version = serializers.IntegerField(required=False, min_value=0)
    timestamp = serializers.DateTimeField(required=False, help_text="Never trusted.")


@extend_schema_field(OperationInput(many=True))
class OperationsField(serializers.ListField):
    """A list of whatever; what is no operation is refused in its place."""


class OperationResultJSON(TypedDict):
    """What became of one operation: applied, merged, conflict or rejected."""

    op_id: str | None
    status: str
    resource: str | None
    id: NotRequired[str]
    d: NotRequired[dict[str, Any]]
    error: NotRequired[dict[str, Any]]
    current: NotRequired[dict[str, Any] | None]
    base: NotRequired[dict[str, Any] | None]


class CursorsField(serializers.DictField):
    """Conversation ids with revs; thousands of them, so those that are right are not checked one by
    one.
    """

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """As it came, or with a text for each that is wrong."""
        if isinstance(data, dict) and all(
            type(rev) is int and 0 <= rev <= _REV_MAX for rev in data.values()
        ):
            return data
        return cast("dict[str, Any]", super().to_internal_value(data))


class SyncInput(serializers.Serializer[object]):
    """Where the client stands. Without `account_cursor` everything counts as new."""

    account_cursor = serializers.CharField(required=False, allow_null=True)
    cursors = CursorsField(
        child=serializers.IntegerField(min_value=0, max_value=_REV_MAX), required=False
    )
    operations = OperationsField(required=False)


class SyncJSON(TypedDict):
    """What is new; ask again with the new cursors while `has_more`."""

    account_cursor: str
    account: AccountJSON
    conversations: list[ConversationJSON]
    removed: list[str]
    changes: dict[str, ChangesJSON]
    has_more: bool
    results: list[OperationResultJSON]
    server_time: str


@dataclass(frozen=True, slots=True)
class AccountCursor:
    """Changes from `since` on were not told; `until` is where the next round starts.

    Where a round takes several pages, spaces come first: `after_space` is the last of them that
    was told, then `after` the last conversation.
    """

    cluster: str
    since: int
    until: int
    after: uuid.UUID | None = None
    after_space: uuid.UUID | None = None

    def text(self) -> str:
        """As clients keep it."""
        place = f"{_SPACE}{self.after_space}" if self.after_space else str(self.after or "")
        return write_cursor([self.cluster, self.since, self.until, place])


def sync(*, actor: User, session_id: uuid.UUID, data: dict[str, Any]) -> dict[str, Any]:
    """One round of catching up, after the client's own operations. TooManyCursors, InvalidCursor,
    Invalid.
    """
    values = read_input(SyncInput, data)
    given, operations = values.get("cursors") or {}, values.get("operations") or []
    if len(given) > limits.sync_cursors_max:
        raise TooManyCursors(f"Send at most {limits.sync_cursors_max} cursors.")
    if len(operations) > limits.sync_operations_max:
        most = f"Send at most {limits.sync_operations_max} operations."
        raise Invalid(errors={"operations": [most]})
    # A request that is refused does nothing.
    told = _read_cursor(values.get("account_cursor"))
    results = apply_operations(actor=actor, session_id=session_id, items=operations)
    cursor = _start(told)
    spaces = _spaces(actor, cursor)
    found = (
        _NO_CHANGES
        if spaces.last_id
        else conversation_changes(
            viewer=actor,
            since_xid=cursor.since,
            after=cursor.after,
            limit=limits.sync_conversations,
        )
    )
    following = (
        replace(cursor, after=found.last_id, after_space=spaces.last_id)
        if found.last_id or spaces.last_id
        else AccountCursor(cursor.cluster, cursor.until, cursor.until)
    )
    known = {name: rev for text, rev in given.items() if _ID.fullmatch(name := text.lower())}
    revs = revs_of(actor, list(known))
    # What a client holds and may not see is gone too: its own cursor may be too old to tell.
    gone = [*map(str, found.removed), *(name for name in known if name not in revs)]
    changes, more_changes = _changes(actor, revs, known, since_xid=cursor.since)
    return {
        "account_cursor": following.text(),
        "account": changed_account(
            actor,
            spaces,
            since_xid=cursor.since,
            is_first=cursor.after is None and cursor.after_space is None,
        ),
        "conversations": shape_conversations(found.changed),
        "removed": list(dict.fromkeys(gone)),
        "changes": changes,
        "has_more": bool(found.last_id or spaces.last_id) or more_changes,
        "results": results,
        "server_time": wire_time(now()),
    }


def _read_cursor(text: str | None) -> AccountCursor | None:
    """The cursor that a client sent, wherever it is from; InvalidCursor."""
    if not text:
        return None
    cluster, since, until, after = read_cursor(text, str, int, int, str)
    after_id = read_id(after.removeprefix(_SPACE))
    if (after and after_id is None) or not 0 <= since <= until:
        raise InvalidCursor
    if after.startswith(_SPACE):
        return AccountCursor(cluster, since, until, after_space=after_id)
    return AccountCursor(cluster, since, until, after_id)


def _start(told: AccountCursor | None) -> AccountCursor:
    """The round to go on with, read before any data so that nothing falls between."""
    with connection.cursor() as reader:
        reader.execute(
            "SELECT system_identifier::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            " FROM pg_control_system()"
        )
        cluster, oldest_running = reader.fetchone()
    if told is None or told.cluster != cluster or told.until > oldest_running:
        return AccountCursor(cluster, 0, oldest_running)
    if told.after is not None or told.after_space is not None:
        return told
    return AccountCursor(cluster, told.since, oldest_running)


def _spaces(actor: User, cursor: AccountCursor) -> SpaceChanges:
    """The next of the spaces that changed; none where conversations are being told already."""
    if cursor.after is not None:
        return _NO_SPACES
    return space_changes(
        viewer=actor, since_xid=cursor.since, after=cursor.after_space, limit=_SPACES_AT_ONCE
    )


def _changes(
    actor: User, revs: Mapping[str, int], known: Mapping[str, int], *, since_xid: int
) -> tuple[dict[str, Any], bool]:
    """Changes of the conversations whose `rev` moved on, and as far as there is room of those in
    which only receipts did; whether some of the former are left for the next round.
    """
    moved = [uuid.UUID(name) for name, rev in revs.items() if rev != known[name]]
    room = limits.sync_changes_total
    at_once = max(1, room // _LEAST)
    has_more = len(moved) > at_once
    still = [name for name, rev in revs.items() if rev == known[name]]
    still = still[: max(0, at_once - len(moved))]
    moved += map(uuid.UUID, read_on(actor, still, since_xid=since_xid))
    changes: dict[str, Any] = {}
    for name, membership in find_memberships(moved[:at_once], viewer=actor).items():
        if room <= 0:
            return changes, True
        limit = min(room, limits.sync_changes_per_conversation)
        page = changes_since(within=membership, since=known[str(name)], limit=limit)
        changes[str(name)] = page.answer()
        has_more = has_more or page.has_more
        room -= max(_LEAST, len(page.body["messages"]) + len(page.body["members"]))
    return changes, has_more


class SyncEndpoint(Endpoint):
    """Catching up."""

    posts_are_reads = True

    @extend_schema(operation_id="sync", request=SyncInput, responses={200: schema_of(SyncJSON)})
    def post(self, request: Request) -> Response:
        """Do the operations; then all that is new since the cursors."""
        return Response(
            sync(
                actor=self.actor(request),
                session_id=self.session_id(request),
                data=cast("dict[str, Any]", request.data),
            )
        )


@declare_read
def sync_operation(actor: User, caller: Caller, data: dict[str, Any]) -> dict[str, Any]:
    """`sync` on a socket."""
    take_read(caller.session_id)
    return sync(actor=actor, session_id=caller.session_id, data=data)
