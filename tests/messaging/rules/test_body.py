"""The text of a message."""

import pytest

from messaging.rules.body import clean_body, excerpt


@pytest.mark.parametrize(
    "given, kept",
    [
        ("a\r\nb\rc\n", "a\nb\rc\n"),
        ("  indented\n", "  indented\n"),
        ("left \u202eright", "left \u202eright"),
        ("e\u0301", "e\u0301"),
        ("x" * 8_000, "x" * 8_000),
        ("x\r\n" * 4_000, "x\n" * 4_000),
        ("\u200b", "\u200b"),
    ],
)
def test_a_body_is_kept_as_sent_but_for_line_ends(given: str, kept: str) -> None:
    assert clean_body(given, at_most=8_000) == kept


@pytest.mark.parametrize("text", ["", " ", "\r\n\t", "\u3000", "x" * 8_001, "a\0b", "a\ud800"])
def test_a_body_that_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        clean_body(text, at_most=8_000)


def test_an_excerpt_is_one_short_line() -> None:
    assert excerpt("one\n\n two\tthree", at_most=140) == "one two three"
    assert excerpt("x" * 140, at_most=140) == "x" * 140
    assert excerpt("x" * 141, at_most=140) == "x" * 139 + "…"
    assert excerpt("word " * 40, at_most=10) == "word word…"
    assert excerpt("x " + "**y** " * 1_300, at_most=5) == "x y…"
    assert excerpt("> **Now** or [never](https://a.example)", at_most=140) == "Now or never"
