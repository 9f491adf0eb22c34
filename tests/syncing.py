"""Operations of `sync` for tests: making them, sending them, reading what became of them."""

import time
import uuid
from typing import Any

from django.db import connection

from conversations.models import Conversation
from tests.asking import Api


def op(kind: Any, resource: Any, data: Any = None, **more: Any) -> dict[str, Any]:
    """One operation with an id of its own."""
    return {
        "op_id": str(uuid.uuid4()),
        "type": kind,
        "resource": resource,
        "data": {} if data is None else data,
        "timestamp": "2026-01-01T00:00:00Z",
        **more,
    }


def say(room: Conversation, body: str = "Hello", **more: Any) -> dict[str, Any]:
    data = {"conversation_id": str(room.id), "client_id": str(uuid.uuid4()), "body": body}
    return op("create", "message", {**data, **more})


def send(api: Api, *operations: Any) -> list[dict[str, Any]]:
    """The results of these operations."""
    answer = api.ok("POST", "/sync", {"operations": list(operations)})
    results: list[dict[str, Any]] = answer["results"]
    assert [row["op_id"] for row in results] == [
        item.get("op_id") if isinstance(item, dict) else None for item in operations
    ]
    return results


def statuses(results: list[dict[str, Any]]) -> list[str]:
    return [row["error"]["code"] if "error" in row else row["status"] for row in results]


def bodies(room: Conversation, api: Api) -> list[str]:
    page = api.get(f"/conversations/{room.id}/messages?limit=100")
    return [row["body"] for row in page["results"] if row["type"] == "TEXT" and not row["deleted"]]


def settle() -> None:
    """Wait for the transactions of other test processes: numbers of transactions are the
    server's, so theirs hold our cursor back.
    """
    deadline = time.monotonic() + 60
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (mine,) = cursor.fetchone()
        while True:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > mine:
                return
            assert time.monotonic() < deadline, "a transaction stays open"
            time.sleep(0.01)
