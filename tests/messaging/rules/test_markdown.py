"""Bodies as HTML: what both sides make of the corpus, and how long the worst of them takes."""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chatty.core.limits import limits
from messaging.rules.markdown import render_markdown
from messaging.rules.markup import holds_markup, without_markup

CORPUS = Path(__file__).parents[2] / "corpus" / "markdown"
SECONDS = 0.6
# What is repeated to a body of the longest; each was found to be the worst of its kind.
SHAPES = (
    *(
        "[",
        "[[]",
        "![",
        "[a](",
        "[](",
        "](",
        "[a](http://a ",
        '[a](b "',
        "[a](<",
        "[[a](http://b) ",
    ),
    *("*", "_", "~~", "*a", "a**b", "**a*b", "*_", "_*~~", "*a **b ", "*a_ ", "* a *", "***"),
    *("`", "``a", "`` `` ", "a`b``c", "`a``b```c", "```\n", "``` ", "~~~\n"),
    *(
        "> ",
        ">",
        "> > - ",
        "> a\n",
        "-  \nx\n> ",
        "- ",
        "- a\n",
        "  - a\n",
        "1. ",
        "1) a\n",
        "+ \n",
        "- > ",
    ),
    *(
        "\\",
        "\\*",
        "<",
        "<http:",
        "<a@",
        "<https://a",
        "https://a.b/ ",
        "https://[",
        "https://a[",
        "://",
    ),
    *("@a ", "@_", "@", "#a ", "&amp;", "\n", "\t", "\u00a0", " \n", "x\n> ", "(", "http", "[]"),
)


def corpus() -> list[dict[str, str]]:
    """Every case, with the name of its file in its own."""
    return [
        {**case, "name": f"{file.stem}: {case['name']}"}
        for file in sorted(CORPUS.glob("*.json"))
        for case in json.loads(file.read_text("utf-8"))
    ]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in corpus()])
def test_the_server_makes_of_the_corpus_what_it_says(case: dict[str, str]) -> None:
    assert render_markdown(case["body"]).rstrip("\n") == case["html"]
    assert without_markup(case["body"]) == case["plain"]


def test_the_corpus_is_whole() -> None:
    cases = corpus()
    assert len(cases) > 150
    assert {holds_markup(case["body"]) for case in cases} == {True, False}


def test_a_body_without_markup_is_its_lines_and_addresses() -> None:
    for body in ("-", "1.", ">:(", "a * b", "snake_case", "C:\\dir", "5 > 3", "[x]", "~ 5"):
        assert not holds_markup(body), body
        shown = render_markdown(body).strip()
        assert shown == f"<p>{body.replace('>', '&gt;').replace('<', '&lt;')}</p>"


def test_nothing_but_the_few_elements_ever_comes_out() -> None:
    text = "<img src=x onerror=alert(1)> **x** [a](https://b.example/'onx=1) ```x\"y\n"
    html = render_markdown(text)
    assert "<img" not in html
    assert html.startswith("<p>&lt;img")
    assert "onx=1" in html
    assert "'onx" not in html.replace("https://b.example/'onx", "")


def worst_of(body: str, seconds: float) -> None:
    """No door takes longer; the clock counts this process alone, the quickest of three tries."""
    for door in (render_markdown, without_markup, holds_markup):
        assert any(seconds_of(door, body) <= seconds for _ in range(3)), (door.__name__, body[:40])


def seconds_of(door: Callable[[str], object], body: str) -> float:
    """What one call takes of the processor, which a busy neighbour on the same core makes more."""
    began = time.process_time()
    door(body)
    return time.process_time() - began


def test_no_bomb_takes_long() -> None:
    longest = limits.body_code_points
    for shape in SHAPES:
        worst_of((shape * longest)[:longest], SECONDS)
    worst_of("".join(" " * (2 * depth) + "- a\n" for depth in range(80))[:longest], SECONDS)
    worst_of("".join("`" * many + " " for many in range(1, 130))[:longest], SECONDS)
    worst_of(("[" * 4_000 + "](http://a)" * 400)[:longest], SECONDS)
    worst_of(("> " * 18 + "- a\n") * 210, SECONDS)


def test_more_lines_of_lists_and_quotes_than_anybody_writes_are_text() -> None:
    assert render_markdown("- a\n" * 300).count("<li>") == 300
    assert render_markdown("- a\n" * 301).startswith("<p>- a<br>- a")


def test_deep_nesting_ends() -> None:
    html = render_markdown("> " * 4_000 + "a")
    assert html.count("<blockquote>") <= 20


def took(body: str) -> float:
    """How long the server takes, in seconds of this process."""
    began = time.process_time()
    render_markdown(body)
    return time.process_time() - began


@pytest.mark.long
def test_a_search_for_the_worst_shape_finds_none_that_takes_long() -> None:
    chance = random.Random(4)
    pieces = [*SHAPES, " ", "a", "b ", "](http://a)", "\n\n", "é", "👍", ")", "**", "__"]
    longest = limits.body_code_points

    def grown(unit: list[str]) -> str:
        text = "".join(unit)
        return (text * longest)[:longest]

    best: list[tuple[float, list[str]]] = []
    for _ in range(400):
        unit = [chance.choice(pieces) for _ in range(chance.randint(1, 5))]
        best.append((took(grown(unit)), unit))
    for _ in range(8):
        best = sorted(best, key=_seconds, reverse=True)[:12]
        for _, unit in list(best):
            changed = list(unit)
            changed[chance.randrange(len(changed))] = chance.choice(pieces)
            best.append((took(grown(changed)), changed))
    slowest = max(best, key=_seconds)
    assert slowest[0] <= SECONDS, slowest


def _seconds(found: tuple[float, Any]) -> float:
    return found[0]
