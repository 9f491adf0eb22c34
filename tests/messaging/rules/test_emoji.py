"""What counts as a reaction."""

import pytest

from messaging.rules.emoji import clean_emoji


@pytest.mark.parametrize("text", ["👍", "👍🏽", "👨‍👩‍👧‍👦", "❤️", "🇳🇱", "1️⃣", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🏳️‍🌈", "🧑🏿‍🦰"])
def test_one_emoji_is_a_reaction(text: str) -> None:
    assert clean_emoji(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "👍👍",
        "👍 ",
        "+1",
        ":+1:",
        "🏽",
        "\u200d",
        "\ufe0f",
        "🇳",
        "custom:1",
        "👍\0",
        "<b>",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        clean_emoji(text)
