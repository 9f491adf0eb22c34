"""Cursors survive their way through a client, and garbage is refused."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chatty.core.errors import Invalid, InvalidCursor
from chatty.core.ids import new_id
from chatty.core.pagination import (
    Page,
    cut_page,
    moment_key,
    read_cursor,
    read_id_key,
    read_limit,
    read_moment_key,
    read_page,
    write_cursor,
)


def encode(raw: bytes) -> str:
    """Any bytes in the clothes of a cursor."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "key", [["a"], [7, "b"], ["", -1, True], ["é😀\u2028", 2**53], [1.5, "x" * 300]]
)
def test_a_cursor_gives_its_key_back(key: list[Any]) -> None:
    text = write_cursor(key)
    assert text.isascii()
    assert not set(text) & set("=+/ &?#")
    assert read_cursor(text, *(type(value) for value in key)) == key


def test_an_id_in_a_cursor_comes_back_as_text() -> None:
    name = new_id()
    assert read_cursor(write_cursor([name]), str) == [str(name)]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "%%%",
        "é",
        "\ud800",
        "====",
        encode(b""),
        encode(b"\xff\xfe"),
        encode(b"7"),
        encode(b"null"),
        encode(b'{"0": "a", "1": 2}'),
        encode(b"[]"),
        encode(b'["a"]'),
        encode(b'["a", 2, 3]'),
        encode(b'[2, "a"]'),
        encode(b'["a", true]'),
        encode(b'["a", 2.0]'),
        encode(b'["a", "2"]'),
        encode(b'["a", null]'),
        encode(b'[["a"], 2]'),
        encode(rb'["a\u0000", 2]'),
        encode(rb'["\ud800", 2]'),
        encode(b'["a", 1e400]'),
        encode(b"[" * 10_000),
        write_cursor(["a", 2])[:-2],
    ],
)
def test_garbage_is_an_invalid_cursor(text: str) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(text, str, int)


def test_times_and_ids_come_back_from_a_cursor_to_the_microsecond() -> None:
    moment = datetime(2026, 11, 21, 9, 30, 0, 123_457, tzinfo=UTC)
    for microseconds in range(100):
        at = moment + timedelta(microseconds=microseconds)
        assert read_moment_key(moment_key(at)) == at
    name = new_id()
    assert read_id_key(str(name)) == name


def test_times_and_ids_that_are_none_are_invalid_cursors() -> None:
    for microseconds in (2**63 - 1, -(2**63)):
        with pytest.raises(InvalidCursor):
            read_moment_key(microseconds)
    for text in ("", "x", "x" * 36):
        with pytest.raises(InvalidCursor):
            read_id_key(text)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64 - 1])
def test_a_number_that_no_column_holds_is_an_invalid_cursor(number: int) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(encode(b"[%d]" % number), int)


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
def test_the_largest_numbers_of_a_column_pass(number: int) -> None:
    assert read_cursor(encode(b"[%d]" % number), int) == [number]


def test_a_page_with_one_row_more_names_its_successor() -> None:
    page = cut_page([3, 5, 8], limit=2, key=lambda row: [row])
    assert (page.rows, page.next) == ([3, 5], write_cursor([5]))
    assert page.answer(lambda row: row * 10) == {"results": [30, 50], "next": write_cursor([5])}


@pytest.mark.parametrize("rows", [[], [3], [3, 5]])
def test_the_last_page_has_no_successor(rows: list[int]) -> None:
    assert cut_page(rows, limit=2, key=lambda row: [row]) == Page(rows=rows, next=None)


def test_pages_walk_over_all_rows_once() -> None:
    rows, after = list(range(23)), -1
    seen: list[int] = []
    while True:
        page = cut_page([row for row in rows if row > after][:6], limit=5, key=lambda row: [row])
        seen += page.rows
        if page.next is None:
            break
        [after] = read_cursor(page.next, int)
    assert seen == rows


@pytest.mark.parametrize("text, limit", [(None, 50), ("1", 1), ("100", 100), ("007", 7)])
def test_a_limit_from_1_to_the_most_is_taken(text: str | None, limit: int) -> None:
    assert read_limit(text, default=50, at_most=100) == limit


@pytest.mark.parametrize(
    "text", ["", "0", "101", "-1", "+1", "1.0", "1e1", " 1", "ten", "٣", "²", "9" * 5_000, "1\0"]
)
def test_any_other_limit_is_invalid_and_named(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_limit(text, default=50, at_most=100)
    assert caught.value.errors == {"limit": ["Use a whole number from 1 to 100."]}


def test_a_request_without_parameters_starts_at_the_beginning() -> None:
    page = read_page({}, str)
    assert (page.limit, page.after) == (50, None)
    assert read_page({"cursor": ""}, str).after is None
    assert read_page({"cursor": write_cursor(["a"]), "limit": "2"}, str).after == ["a"]
