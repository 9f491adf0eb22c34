"""The rules of polls, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.rules.polls import (
    clean_choice,
    clean_options,
    clean_question,
    is_closed,
    new_poll,
    recounted,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def poll(**details: Any) -> Any:
    return new_poll(**{
        "options": 3, "multiple": True, "anonymous": False, "closes_at": None, **details
    })  # fmt: skip


def clean(*texts: str) -> list[str]:
    return clean_options(texts, fewest=2, most=4, at_most=5)


def test_options_are_kept_on_one_line_each() -> None:
    assert clean(" a\n b ", "e\u0301") == ["a b", "é"]
    assert clean("12345", "a", "b", "c") == ["12345", "a", "b", "c"]


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("a",),
        ("a", "b", "c", "d", "e"),
        ("a", "a "),
        ("ﬁ", "fi"),
        ("a", "\u200d"),
        ("a", "123456"),
    ],
)
def test_what_is_no_choice_is_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says something else
        clean(*texts)


def test_a_question_is_short_and_says_so_itself() -> None:
    assert clean_question("a\r\nb", at_most=4) == "a\nb"
    with pytest.raises(ValueError, match="A question holds at most 4"):
        clean_question("abcde", at_most=4)


def test_a_poll_is_closed_from_its_moment_on() -> None:
    closing, closed = poll(closes_at="2026-11-21T12:00:00.000Z"), poll()
    closed["closed"] = True
    assert not is_closed(closing, at=NOON - timedelta(milliseconds=1))
    assert is_closed(closing, at=NOON)
    assert is_closed(closed, at=NOON)
    assert not is_closed(poll(), at=NOON + timedelta(days=10_000))


def test_one_option_alone_where_only_one_can_be_chosen() -> None:
    assert clean_choice(poll(), [3, 1, 3]) == {1, 3}
    assert clean_choice(poll(multiple=False), [2, 2]) == {2}
    for wrong in ([], [0], [4], [1, 4]):
        with pytest.raises(ValueError):  # noqa: PT011 - each says something else
            clean_choice(poll(), wrong)
    with pytest.raises(ValueError, match="Choose one option"):
        clean_choice(poll(multiple=False), [1, 2])


@given(st.lists(st.tuples(st.integers(0, 4), st.frozensets(st.integers(1, 3))), max_size=30))
def test_counts_are_those_of_what_everyone_chose_last(
    doings: list[tuple[int, frozenset[int]]],
) -> None:
    counted, chosen = poll(), dict.fromkeys(range(5), frozenset[int]())
    for who, after in doings:
        counted = recounted(counted, before=chosen[who], after=after)
        chosen[who] = after
    everyone = list(chosen.values())
    assert counted["counts"] == [sum(n in one for one in everyone) for n in (1, 2, 3)]
    assert counted["voters"] == sum(map(bool, everyone))
