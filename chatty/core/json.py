"""Reading other people's JSON, and writing ours.

orjson refuses NaN, 1e400, lone surrogates and bad UTF-8; it takes U+0000 and nests to 1,024, so
both are checked here. The standard library would recurse on a body of 10,000 brackets.
"""

from typing import Any

import orjson

from chatty.core.errors import Invalid, InvalidJson
from chatty.core.limits import limits


class LoneSurrogate(Invalid):
    """A string with half a surrogate pair: valid JSON, but no Unicode text."""


def parse(data: bytes | str) -> Any:
    """The JSON value, at most as deep as the limit. InvalidJson or LoneSurrogate."""
    try:
        raw = data.encode() if isinstance(data, str) else data
        value = orjson.loads(raw)
    except UnicodeEncodeError:
        raise _lone_surrogate() from None
    except orjson.JSONDecodeError as error:
        # orjson says "surrogates not allowed" of every text that is no UTF-8.
        if "surrogate in string" in str(error):
            raise _lone_surrogate() from None
        raise InvalidJson(f"The body is not JSON: {str(error).split(':')[0]}.") from None
    check_depth(value)
    return value


def _lone_surrogate() -> LoneSurrogate:
    return LoneSurrogate("The text holds half of a surrogate pair.")


def loads(data: bytes | str) -> Any:
    """`parse` that also refuses texts with U+0000 (Invalid), which PostgreSQL cannot hold."""
    value = parse(data)
    raw = data.encode() if isinstance(data, str) else data
    if b"\\u0000" in raw:
        refuse_nul(value)
    return value


def refuse_nul(value: object) -> None:
    """Invalid when a text in `value` holds U+0000."""
    if _has_nul(value):
        raise Invalid("The text holds U+0000.")


def check_depth(value: object) -> None:
    """InvalidJson when `value` nests deeper than the limit. Iterative, so depth costs no stack."""
    level: list[object] = [value]
    for _ in range(limits.json_depth):
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise InvalidJson(f"The body nests deeper than {limits.json_depth}.")


def _children(item: object) -> list[object]:
    if isinstance(item, dict):
        return [child for child in item.values() if isinstance(child, (dict, list))]
    if isinstance(item, list):
        return [child for child in item if isinstance(child, (dict, list))]
    return []


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in key or _has_nul(item) for key, item in value.items())
    if isinstance(value, list):
        return any(_has_nul(item) for item in value)
    return False


def dumps(value: Any) -> bytes:
    """JSON as UTF-8 bytes. UUIDs become text; times must come through `clock.wire_time`."""
    return orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_DATETIME)
