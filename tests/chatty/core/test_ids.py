"""Identifiers are UUIDv7 and ascend."""

import time
import uuid
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import time_machine

from chatty.core import ids
from chatty.core.clock import played_at
from chatty.core.ids import new_id, read_id
from tests.asking import at_once


def milliseconds_of(name: uuid.UUID) -> int:
    """The time that an identifier was made at."""
    return name.int >> 80


def test_an_id_has_version_7_and_the_rfcs_variant() -> None:
    for _ in range(1_000):
        name = new_id()
        assert (name.version, name.variant) == (7, uuid.RFC_4122)


def test_an_id_says_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = milliseconds_of(new_id())
    assert before <= made <= time.time_ns() // 1_000_000 + 1


def test_a_clock_that_was_far_ahead_leaves_no_mark() -> None:
    with time_machine.travel(time.time() + 86_400):
        ahead = milliseconds_of(new_id())
    made = milliseconds_of(new_id())
    assert ahead > made
    assert abs(made - time.time_ns() // 1_000_000) < 1_000


def test_a_clock_set_back_a_little_makes_no_id_lower() -> None:
    with time_machine.travel(time.time() + 5):
        ahead = new_id()
    assert new_id().int > ahead.int


def test_an_id_follows_a_played_clock_and_leaves_no_mark() -> None:
    moment = datetime(2026, 11, 18, 7, 20, 0, 123_456, tzinfo=UTC)
    with played_at(moment):
        first, second = new_id(), new_id()
    assert milliseconds_of(first) == milliseconds_of(second) == 1_794_986_400_123
    assert second.int > first.int
    assert abs(milliseconds_of(new_id()) - time.time_ns() // 1_000_000) < 1_000


def test_a_hundred_thousand_ids_ascend() -> None:
    made = [new_id().int for _ in range(100_000)]
    assert all(first < second for first, second in pairwise(made))


def test_ids_ascend_in_every_thread_and_none_comes_twice(db: None) -> None:
    threads = at_once(8, lambda _: [new_id() for _ in range(5_000)])
    for made in threads:
        assert made == sorted(made)
    stamps = {name.int >> 64 for made in threads for name in made}
    assert len(stamps) == 8 * 5_000


def test_the_fraction_of_a_millisecond_stays_within_its_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ids, "_last", 0)
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_000_999_999)
    first, second = new_id(), new_id()
    assert milliseconds_of(first) == 1_700_000_000_000
    assert first.int >> 64 & 0xFFFF == 0x7FFF
    assert milliseconds_of(second) == 1_700_000_000_001
    assert second.int >> 64 & 0xFFFF == 0x7000


def test_an_id_is_read_in_either_case() -> None:
    name = new_id()
    assert read_id(str(name)) == read_id(str(name).upper()) == read_id(name) == name


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        b"01900000-0000-7000-8000-000000000000",
        "",
        "me",
        "01900000000070008000000000000000",
        "{{{{01900000000070008000000000000000",
        "{01900000000070008000000000000000}--",
        "01900000-0000-7000-8000-00000000000g",
        "01900000-0000-7000-8000-0000000000_1",
        "٠1900000-0000-7000-8000-000000000000",
        "01900000-0000-7000-8000-00000000000\0",
        "0190000-00000-7000-8000-000000000000",
        ["01900000-0000-7000-8000-000000000000"],
    ],
)
def test_anything_else_is_no_id(text: object) -> None:
    assert read_id(text) is None
