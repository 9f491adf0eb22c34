"""What people write about themselves."""

import pytest

from accounts.rules.texts import clean_display_name, clean_line, clean_paragraphs


@pytest.mark.parametrize(
    "name", ["A", "Ana María", "李小龍", "محمد", "👩‍👩‍👧", "क्षि", "x" * 64, "👍" * 64, "O'Neil <3"]
)
def test_a_name_in_any_script_is_kept(name: str) -> None:
    assert clean_display_name(name, at_most=64) == name


def test_a_name_is_composed() -> None:
    assert clean_display_name(" Ame\u0301lie ", at_most=64) == "Amélie"


def test_length_counts_code_points_after_composition() -> None:
    assert clean_display_name("e\u0301" * 64, at_most=64) == "é" * 64


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x" * 65,
        "\u200b\u200b",
        "\u3164",  # Hangul filler
        "\u2800",  # empty braille
        "\u200d",
        "a\x00b",
        "a\nb",
        "a\tb",
        "a\x7fb",
        "a\x85b",
        "a\u2028b",
        "\u202egnp.exe",
        "a\u2066b",
        "a\u2069b",
        "a\u200fb",
        "a\u061cb",
        "a\ud83db",
    ],
)
def test_a_name_that_deceives_or_is_not_seen_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"Use |Leave out|surrogate"):
        clean_display_name(name, at_most=64)


def test_a_line_may_be_empty() -> None:
    assert clean_line("  ", at_most=10) == ""


def test_paragraphs_keep_their_line_breaks() -> None:
    assert clean_paragraphs("a\r\n\r\nb", at_most=10) == "a\n\nb"


@pytest.mark.parametrize("text", ["a\rb", "a\x0bb", "a\u202eb", "x" * 11])
def test_paragraphs_refuse_other_controls(text: str) -> None:
    with pytest.raises(ValueError, match=r"Use |Leave out"):
        clean_paragraphs(text, at_most=10)
