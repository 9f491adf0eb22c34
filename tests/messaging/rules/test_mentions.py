"""Whom a text mentions."""

import pytest

from messaging.rules.mentions import mentioned_names


def names(text: str, at_most: int = 50) -> list[str]:
    """The likeliest of each, less what ends a sentence."""
    return [likely[-1] for likely in mentioned_names(text, at_most=at_most)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("@bob", ["bob"]),
        ("Hello @Bob, and @CAROL!", ["bob", "carol"]),
        ("(@bob) [@carol] “@dave” '@erin' *@fay*", ["bob", "carol", "dave", "erin", "fay"]),
        ("@bob's and @carol’s", ["bob", "carol"]),
        ("@bob: @carol; @dave? @erin…", ["bob", "carol", "dave", "erin"]),
        ("@bob\n@carol\t@dave", ["bob", "carol", "dave"]),
        ("@bob @BOB @bob", ["bob"]),
        ("_@bob_ **@carol** __@dave__ ~~@erin~~", ["bob", "carol", "dave", "erin"]),
        ("@b_o.b-1 @_x", ["b_o.b-1", "_x"]),
        ("早安@bob", []),
        ("早安 @bob。", ["bob"]),
        ("@all and @All", ["all"]),
        ("@bob, see https://x.org/@carol", ["bob"]),
    ],
)
def test_names_are_words_of_their_own(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "@ bob", "@@bob", "bob@carol", "bob@example.org", "bob.@carol", "bob+@carol",
        "@bob@example.org", "@bob.x@example.org", "@bobé", "é@bob", "@бob", "1@bob", "a_@bob",
        "~@bob", "https://example.org/@bob", "https://example.org/?to=@bob", "http://@bob",
        "ftp://@bob", "example.org/@bob", "@angular/core", "/@bob", "@" + "b" * 65,
        "`@bob`", "``@bob ` @carol``", "```\n@bob\n```", "x ```@bob``` y", "```py\n@bob",
        "`@bob\n@carol`",
        "@ſtaff", "@\u212aate",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert names(text) == []


def test_code_ends_where_its_backticks_do() -> None:
    assert names("`a` @bob `c`") == ["bob"]
    assert names("` @bob") == ["bob"]
    assert names("`` ` `` @bob ```` @carol") == ["bob", "carol"]
    assert names("```\n@bob\n``` @carol") == ["carol"]
    assert names("@bob\n  ```\n@carol") == ["bob"]


def test_the_end_of_a_sentence_may_belong_to_the_name() -> None:
    assert mentioned_names("Ask @dr.who.", at_most=50) == [("dr.who.", "dr.who")]
    assert mentioned_names("Ask @bob--- @carol", at_most=50) == [("bob---", "bob"), ("carol",)]
    assert mentioned_names("@...", at_most=50) == [("...",)]


def test_so_many_names_are_read_and_no_more() -> None:
    text = " ".join(f"@user{number:03}" for number in range(200))
    assert names(text) == [f"user{number:03}" for number in range(50)]
    assert names("@bob " * 1_000 + "@carol", at_most=2) == ["bob", "carol"]


@pytest.mark.parametrize(
    "piece", ["`", "` `` ", "```a\n", "@", "@a", "@a.", "@a-@", "`a", "https://", "a@a", "\n```` "]
)
def test_texts_made_to_be_slow_are_read_all_the_same(piece: str) -> None:
    # Fifty times the longest message: what grows with the square of the length would not end.
    mentioned_names(piece * (400_000 // len(piece)), at_most=50)
