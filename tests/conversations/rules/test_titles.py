"""What a conversation may be called."""

import pytest

from conversations.rules.titles import clean_title, clean_topic


@pytest.mark.parametrize(
    "given, kept",
    [
        ("  Lounge ", "Lounge"),
        ("Cafe\u0301", "Café"),
        ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
        ("קפה", "קפה"),
        ("x" * 128, "x" * 128),
    ],
)
def test_a_title_keeps_what_people_read(given: str, kept: str) -> None:
    assert clean_title(given, at_most=128) == kept


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\u200b", "\u200b \u200b", "\u3164", "\u2800\u115f", "\ufe0f", "\u0301", "\ue000"],
)
def test_a_title_that_nobody_sees_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="name"):
        clean_title(text, at_most=128)


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "a\nb", "a\x7fb", "a\u202eb", "a\u2066b", "a\u200fb", "a\u2028b", "a\ud800b"],
)
def test_a_title_that_hides_or_turns_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="control or direction"):
        clean_title(text, at_most=128)


def test_a_title_of_129_code_points_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 128"):
        clean_title("😀" * 129, at_most=128)


def test_a_topic_keeps_lines_and_may_be_empty() -> None:
    assert clean_topic(" one\r\ntwo ", at_most=10) == "one\ntwo"
    assert clean_topic("", at_most=10) == ""
    with pytest.raises(ValueError, match="at most 10"):
        clean_topic("x" * 11, at_most=10)
    with pytest.raises(ValueError, match="control or direction"):
        clean_topic("a\u202eb", at_most=10)
