"""How long messages live, and stretches of a timeline."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations.rules.settings import complete_settings
from messaging.rules.lifetime import ends_at, expiry, kept_days
from messaging.rules.ranges import Range, merged, runs

SENT = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_disappears_says_when_it_is_sent() -> None:
    assert expiry(complete_settings({}), sent_at=SENT) is None
    soon = complete_settings({"disappear_after_seconds": 5})
    assert expiry(soon, sent_at=SENT) == SENT + timedelta(seconds=5)


@pytest.mark.parametrize(
    "days, kept", [([], 0), ([0, 0, 0], 0), ([0, 30, 0], 30), ([90, 30, 365], 30), ([7], 7)]
)
def test_the_shortest_time_holds_and_0_is_none(days: list[int], kept: int) -> None:
    assert kept_days(days) == kept


def test_the_earliest_end_counts() -> None:
    expires = SENT + timedelta(days=2)
    for days, expires_at, end in (
        ([], None, None),
        ([0, 0], expires, expires),
        ([30], expires, expires),
        ([1, 30], expires, SENT + timedelta(days=1)),
        ([3], None, SENT + timedelta(days=3)),
    ):
        assert ends_at(created_at=SENT, expires_at=expires_at, days=days) == end


def test_numbers_become_stretches() -> None:
    assert runs([]) == []
    assert runs([1, 2, 3, 5, 7, 8]) == [Range(1, 3), Range(5, 5), Range(7, 8)]
    assert merged([Range(4, 6), Range(1, 3), Range(7, 7)]) == Range(1, 7)
