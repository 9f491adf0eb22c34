"""Doing each operation of a client once, however often it is sent.

An `op_id` is claimed by its row, in the transaction of what the operation does: who sends the same
one meanwhile waits for the row, and then finds the result.
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import orjson
from django.db import connection

from accounts.models import RememberedOperation, User
from chatty.core.aging import delete_older
from chatty.core.clock import now
from chatty.core.limits import limits

# In one order, so that two requests with the same ids cannot wait for each other.
_CLAIM = """
INSERT INTO remembered_operations (user_id, op_id, result)
SELECT %(user)s, op_id, '{}' FROM unnest(%(op_ids)s::uuid[]) AS wanted (op_id) ORDER BY op_id
ON CONFLICT DO NOTHING RETURNING op_id
"""
_REMEMBER = """
UPDATE remembered_operations SET result = told.result::jsonb
FROM unnest(%(op_ids)s::uuid[], %(results)s::text[]) AS told (op_id, result)
WHERE user_id = %(user)s AND remembered_operations.op_id = told.op_id
"""


def claim_operations(
    *, actor: User, op_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, dict[str, Any]]:
    """The results of those that were done before; the others are the caller's to do until its
    transaction ends. Waits for who is doing one of them now.
    """
    known: dict[uuid.UUID, dict[str, Any]] = {}
    open_ids = set(op_ids)
    while open_ids:
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, {"user": actor.id, "op_ids": sorted(open_ids)})
            open_ids -= {op_id for (op_id,) in cursor.fetchall()}
        rows = RememberedOperation.objects.filter(user_id=actor.id, op_id__in=open_ids)
        known |= {row.op_id: row.result for row in rows}
        # One that was forgotten between the two statements is claimed in the next turn.
        open_ids -= known.keys()
    return known


def remember_results(*, actor: User, results: Mapping[uuid.UUID, dict[str, Any] | None]) -> None:
    """Keep what became of claimed operations; None forgets the claim, so that the operation may be
    tried again.
    """
    kept = {op_id: result for op_id, result in results.items() if result is not None}
    given_up = results.keys() - kept.keys()
    if kept:
        texts = [orjson.dumps(result).decode() for result in kept.values()]
        with connection.cursor() as cursor:
            cursor.execute(_REMEMBER, {"user": actor.id, "op_ids": list(kept), "results": texts})
    if given_up:
        RememberedOperation.objects.filter(user_id=actor.id, op_id__in=given_up).delete()


def forget_operations() -> int:
    """Delete what is remembered longer than `limits.sync_operation_days`; how many rows."""
    oldest = now() - timedelta(days=limits.sync_operation_days)
    return delete_older(table="remembered_operations", stamp="created_at", before=oldest)
