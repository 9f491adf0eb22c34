"""The three kinds of text frames that a server sends.

Keys come in the order of the wire contract.
"""

import uuid
from typing import Any

import orjson


def event_frame(
    name: str,
    data: dict[str, Any],
    *,
    conversation_id: uuid.UUID | None = None,
    rev: int | None = None,
) -> bytes:
    """`{"ev", "c"?, "rev"?, "d"}`: made once, sent to everyone."""
    frame: dict[str, Any] = {"ev": name}
    if conversation_id is not None:
        frame["c"] = conversation_id
    if rev is not None:
        frame["rev"] = rev
    frame["d"] = data
    return orjson.dumps(frame, option=orjson.OPT_PASSTHROUGH_DATETIME)


def answer_frame(number: int, data: Any) -> bytes:
    """`{"re", "ok": true, "d"}`."""
    return orjson.dumps(
        {"re": number, "ok": True, "d": data}, option=orjson.OPT_PASSTHROUGH_DATETIME
    )


def refusal_frame(number: int, error: dict[str, Any]) -> bytes:
    """`{"re", "ok": false, "error"}`."""
    return orjson.dumps({"re": number, "ok": False, "error": error})
