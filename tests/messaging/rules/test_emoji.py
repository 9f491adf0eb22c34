"""What counts as a reaction."""

import json
from pathlib import Path

import pytest

from messaging.rules.emoji import clean_emoji

_PROJECT = Path(__file__).parents[3]


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


def test_whatever_the_page_offers_is_a_reaction() -> None:
    text = (_PROJECT / "static" / "js" / "vendor" / "emoji.js").read_text("utf-8")
    groups = json.loads(text[text.index("= [") + 2 : text.rindex(";")])
    offered = [line.split("|")[0] for _title, lines in groups for line in lines.split("\n")]
    assert len(offered) > 1500
    assert [clean_emoji(emoji) for emoji in offered] == offered
