"""Reading other people's JSON: what is taken, what is refused, and as what."""

import uuid
from typing import Any

import pytest

from chatty.core import json
from chatty.core.errors import Invalid, InvalidJson
from chatty.core.json import LoneSurrogate, dumps, loads, parse, refuse_nul
from chatty.core.limits import override_limits


def nested(depth: int) -> bytes:
    """So many arrays in each other."""
    return b"[" * depth + b"]" * depth


def test_of_duplicate_keys_the_last_wins() -> None:
    assert loads(b'{"a": 1, "b": 2, "a": 3}') == {"a": 3, "b": 2}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e400",
        b"[-1e400]",
        b"{'a': 1}",
        b'{"a": 1',
        b'{"a": 1}}',
        b"[1,]",
        b"\xef\xbb\xbf{}",
        b'"\x00"',
        b'"a\nb"',
        rb'"\ud8"',
        b"undefined",
    ],
)
def test_what_is_no_json_is_invalid_json(text: bytes) -> None:
    with pytest.raises(InvalidJson) as caught:
        loads(text)
    assert caught.value.detail.startswith("The body is not JSON")


@pytest.mark.parametrize(
    "text",
    [b'"\xff"', b'"\xc3("', b'"\xed\xa0\x80"', b'"\xf5\x80\x80\x80"', b'"\xc0\x80"', b"\xff"],
)
def test_what_is_no_utf_8_is_invalid_json(text: bytes) -> None:
    with pytest.raises(InvalidJson):
        loads(text)


@pytest.mark.parametrize(
    "text",
    [
        rb'"\ud800"',
        rb'"\udc00"',
        rb'"\ud800\ud800"',
        rb'"\ud83dx"',
        rb'"\udc00\ud800"',
        rb'{"\udbff": 1}',
        '"\ud800"',
        '["\udfff"]',
    ],
)
def test_half_of_a_surrogate_pair_is_a_lone_surrogate(text: bytes | str) -> None:
    with pytest.raises(LoneSurrogate) as caught:
        loads(text)
    assert (caught.value.status, caught.value.code) == (400, "invalid")


def test_a_whole_surrogate_pair_is_one_character() -> None:
    assert loads(rb'"\ud83d\ude00"') == "😀"


def test_a_body_nests_to_64() -> None:
    assert loads(nested(64))
    assert loads(b'{"a":' * 64 + b"1" + b"}" * 64)
    assert loads(b"1") == 1


@pytest.mark.parametrize(
    "text",
    [
        nested(65),
        b'{"a":' * 65 + b"1" + b"}" * 65,
        b'[1, {"a": ' + nested(63) + b"}]",
        nested(10_000),
        b"[" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    ],
)
def test_a_body_nested_deeper_is_invalid_json(text: bytes) -> None:
    with pytest.raises(InvalidJson):
        loads(text)


def test_the_depth_is_the_limits() -> None:
    with override_limits(json_depth=2):
        assert loads(b"[[]]") == [[]]
        with pytest.raises(InvalidJson, match="deeper than 2"):
            loads(b"[[[]]]")


@pytest.mark.parametrize(
    "text", [rb'"\u0000"', rb'{"a": ["b\u0000"]}', rb'{"a\u0000": 1}', rb'[{"a": {"\u0000": 1}}]']
)
def test_a_text_or_key_with_nul_is_invalid(text: bytes) -> None:
    with pytest.raises(Invalid, match=r"U\+0000"):
        loads(text)
    with pytest.raises(Invalid, match=r"U\+0000"):
        loads(text.decode())


def test_an_escaped_backslash_before_u0000_is_no_nul() -> None:
    assert loads(rb'"\\u0000"') == r"\u0000"


def test_parse_leaves_nul_to_its_caller() -> None:
    value = parse(rb'["\u0000"]')
    assert value == ["\0"]
    with pytest.raises(Invalid):
        refuse_nul(value)


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "x", [], {}, {"a": [1, "x"]}])
def test_a_value_without_nul_passes(value: Any) -> None:
    refuse_nul(value)


def test_a_refusal_shows_nothing_of_the_body() -> None:
    with pytest.raises(InvalidJson) as caught:
        loads(b'{"password": "hunter2 and more"')
    assert "hunter2" not in caught.value.detail


def test_writing_is_utf_8_with_uuids_as_text() -> None:
    name = uuid.UUID("01900000-0000-7000-8000-000000000000")
    assert dumps({"id": name, "text": "é"}) == b'{"id":"%s","text":"\xc3\xa9"}' % str(name).encode()


def test_what_was_written_is_read_back() -> None:
    value = {"text": "\u2028😀", "list": [1, 2.5, None, True], "nested": {"": []}}
    assert json.loads(json.dumps(value)) == value
