"""Merging texts: both changes or none, and no word lost without a word."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.rules.merging import merge_texts

# Few words, so that they repeat: that is where differences can be read in several ways.
WORDS = st.lists(st.sampled_from(["a", "b", "c", "dd", "é😀", "\n"]), max_size=12).map(" ".join)
# Each word once, so that what became of each can be told.
NUMBERED = [f"w{number}" for number in range(12)]


def merge(base: str, mine: str, theirs: str) -> str | None:
    return merge_texts(base, mine, theirs, seconds=5)


def put(words: list[str], changes: dict[int, list[str]]) -> str:
    """The words with others in the places of some."""
    return " ".join(word for number, old in enumerate(words) for word in changes.get(number, [old]))


@pytest.mark.parametrize(
    "base, mine, theirs, merged",
    [
        ("a b c", "x b c", "a b y", "x b y"),
        ("a b c", "a c", "a b c d", "a c d"),
        ("Shall we meet?", "Shall we meet today?", "So we meet?", "So we meet today?"),
        ("Shall we meet?", "Shall we meet today?", "Shall we meet now?", None),
        ("one two three", "one three", "zero one two three", "zero one three"),
        ("cat", "car", "bat", None),
        ("a b", "a x b", "a y b", None),
        ("a b", "a x b", "q a x b", "q a x b"),
        ("", "x", "y", None),
        ("a\n\nb", "a\n\nB", "A\n\nb", "A\n\nB"),
        ("👩‍👩‍👧 there", "👩‍👩‍👦 there", "👩‍👩‍👧 here", "👩‍👩‍👦 here"),
    ],
)
def test_changes_that_do_not_touch_are_both_made(
    base: str, mine: str, theirs: str, merged: str | None
) -> None:
    assert merge(base, mine, theirs) == merged
    assert merge(base, theirs, mine) == merged


@given(WORDS, WORDS)
def test_the_same_change_by_both_is_made_once(base: str, text: str) -> None:
    assert merge(base, text, text) == text


@given(WORDS, WORDS)
def test_who_changed_nothing_takes_what_the_other_made(base: str, text: str) -> None:
    assert merge(base, base, text) == text
    assert merge(base, text, base) == text


@given(WORDS, WORDS, WORDS)
def test_a_merge_is_the_same_whoever_was_first(base: str, mine: str, theirs: str) -> None:
    assert merge(base, mine, theirs) == merge(base, theirs, mine)


@given(st.data())
def test_changes_of_different_words_are_both_kept(data: st.DataObject) -> None:
    changes = data.draw(
        st.dictionaries(
            st.integers(0, 11),
            st.tuples(st.booleans(), st.sampled_from([[], ["x"], ["y", "z"]])),
            max_size=6,
        )
    )
    places = sorted(changes)
    # An unchanged word between any two.
    apart = {
        place: changes[place]
        for before, place in zip([-2, *places], places, strict=False)
        if place - before > 1
    }
    mine = {place: words for place, (is_mine, words) in apart.items() if is_mine}
    theirs = {place: words for place, (is_mine, words) in apart.items() if not is_mine}
    if any(other - place == 1 for place in apart for other in apart):
        return
    merged = merge(" ".join(NUMBERED), put(NUMBERED, mine), put(NUMBERED, theirs))
    assert merged == put(NUMBERED, mine | theirs)


@given(
    st.lists(st.sampled_from([*NUMBERED, "new", "newer"]), max_size=14),
    st.lists(st.sampled_from([*NUMBERED, "new", "newer"]), max_size=14),
)
def test_no_word_is_lost_and_none_is_invented(mine: list[str], theirs: list[str]) -> None:
    base, ours, others = Counter(NUMBERED), Counter(mine), Counter(theirs)
    merged = merge(" ".join(NUMBERED), " ".join(mine), " ".join(theirs))
    if merged is None:
        return
    found = Counter(merged.split())
    for word in {*ours, *others}:
        if word not in base:
            # The same change by both is made once; each other one stands for itself.
            assert found[word] >= max(ours[word], others[word]), word
        elif ours[word] and others[word]:
            assert found[word] >= 1, word
    assert not found.keys() - {*base, *ours, *others}


@pytest.mark.parametrize(
    "base, mine, theirs",
    [
        ("a" * 8_000, "a" * 7_999, "a" * 7_998),
        ("a " * 4_000, "a " * 3_999, "b " + "a " * 3_999),
        ("ab " * 2_000 + "c", "ba " * 2_000 + "c", "c" + " ba" * 2_000),
        (
            " ".join(str(number * 7_919 % 1_000) for number in range(2_000)),
            " ".join(str(number * 104_729 % 1_000) for number in range(2_000)),
            " ".join(str(number * 15_485_863 % 1_000) for number in range(2_000)),
        ),
        (" " * 8_000, "\n" * 8_000, "\t" * 8_000),
    ],
)
def test_no_text_takes_long(base: str, mine: str, theirs: str) -> None:
    began = time.process_time()
    merged = merge_texts(base, mine, theirs, seconds=0.1)
    # Far from the tenth of a second, and far from the minutes that it takes without a bound.
    assert time.process_time() - began < 2
    assert merged is None


@settings(max_examples=20)
@given(WORDS, WORDS, WORDS)
def test_without_time_what_differs_is_a_conflict_or_right(
    base: str, mine: str, theirs: str
) -> None:
    merged = merge_texts(base, mine, theirs, seconds=0)
    assert merged is None or merged == merge(base, mine, theirs)
