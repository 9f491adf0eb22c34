"""Time is aware, in UTC, with milliseconds on the wire."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from chatty.core.clock import now, played_at, played_moment, wire_time, wire_time_or_none

MORNING = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "moment, text",
    [
        (MORNING, "2026-11-21T09:30:00.000Z"),
        (MORNING.replace(microsecond=1_999), "2026-11-21T09:30:00.001Z"),
        (MORNING.replace(microsecond=999_999), "2026-11-21T09:30:00.999Z"),
        (MORNING.astimezone(timezone(timedelta(hours=5.5))), "2026-11-21T09:30:00.000Z"),
    ],
)
def test_a_time_on_the_wire_is_utc_with_milliseconds(moment: datetime, text: str) -> None:
    assert wire_time(moment) == text
    assert wire_time_or_none(moment) == text
    assert datetime.fromisoformat(text) <= moment


def test_no_time_stays_none() -> None:
    assert wire_time_or_none(None) is None


def test_a_played_moment_is_now_until_it_is_over() -> None:
    with played_at(MORNING.astimezone(timezone(timedelta(hours=2)))):
        assert now() == MORNING
        assert now().utcoffset() == timedelta(0)
        with played_at(MORNING + timedelta(hours=1)):
            assert now() == MORNING + timedelta(hours=1)
        assert now() == MORNING
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_played_moment_is_not_heard_in_another_thread() -> None:
    with played_at(MORNING), ThreadPoolExecutor() as pool:
        assert pool.submit(played_moment).result() is None


def test_an_error_ends_a_played_moment() -> None:
    with pytest.raises(ValueError, match="over"), played_at(MORNING):
        raise ValueError("over")
    assert played_moment() is None
