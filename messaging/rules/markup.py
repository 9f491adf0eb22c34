"""Whether a body holds markup, and what it says without the signs. The page has the same two
(`lib/markup.js`); neither needs the parser.
"""

import re
from collections.abc import Iterator

_LETTER = r"[^\W_]"
# What can be markup; most bodies hold none, and are shown as they are.
_MARKUP = re.compile(
    rf"""
      \*[^\s*] | (?<!{_LETTER})(?<!_)_+[^\s_] | ~~[^\s~] | `
    | \\[!-/:-@\[-`{{-~]
    | \]\((?:https?://|mailto:)
    | <(?:https?://|mailto:|[^\s<>@]+@[^\s<>@]+>)
    | ^\ {{0,3}}(?: >(?:[\ \t>]|$) | (?:[-+*]|[0-9]{{1,9}}[.)])[\ \t]+\S | ~~~ )
    """,
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
_BLOCK = re.compile(r"^[ \t]*(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t]|```|~~~)", re.MULTILINE)
# A parser's time grows with the square of the lines that begin a list, a quote or a fence: a body
# with more of them is text.
_MOST_BLOCK_LINES = 300
_SIGNS = re.compile(r"[*_~`\\>\[]")
_FENCE = re.compile(r"^[ >]*(?:`{3,}|~{3,})[^\n`]*(?:\n|\Z)", re.MULTILINE)
_QUOTE = re.compile(r"^ {0,3}>(?=[ \t>]|$)(?:[ \t]{0,4}>(?=[ \t>]|$))*[ \t]?", re.MULTILINE)
_LINK = re.compile(
    r"(?<!\\)\[([^\[\]\n]*)\]\((?:https?://|mailto:)(?:[^()\s<>\[\]]|\([^()\s<>\[\]]*\))*\)",
    re.IGNORECASE,
)
_POINTED = re.compile(r"<((?:https?://|mailto:)[^\s<>]*)>", re.IGNORECASE)
# Names are tokens of their own: their underscores are no signs.
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|@[A-Za-z0-9_.-]*[A-Za-z0-9]|`+|\*+|~~|_+")


def holds_markup(body: str) -> bool:
    """Whether the body may look different from what was typed."""
    if not _MARKUP.search(body):
        return False
    return body.count("\n") < _MOST_BLOCK_LINES or len(_BLOCK.findall(body)) <= _MOST_BLOCK_LINES


def without_markup(body: str) -> str:
    """The body less the signs of its markup, for quotes, lists and notices: nearly what its HTML
    would say.
    """
    if not _SIGNS.search(body):
        return body
    text = _QUOTE.sub("", _FENCE.sub("", body))
    text = _POINTED.sub(r"\1", _LINK.sub(r"\1", text))
    kept, place = [], 0
    for start, end in sorted(_signs(text)):
        kept.append(text[place:start])
        place = end
    return "".join([*kept, text[place:]])


def _signs(text: str) -> Iterator[tuple[int, int]]:
    """Where signs stand that belong together, code's own left alone."""
    tokens = list(_TOKEN.finditer(text))
    ticks = _next_alike([token[0] if token[0][0] == "`" else "" for token in tokens])
    # What is open, by its sign: where it stands and where what is left of it ends.
    opened: dict[str, list[list[int]]] = {"*": [], "_": [], "~": []}
    number = 0
    while number < len(tokens):
        token = tokens[number]
        sign = token[0][0]
        if sign == "\\":
            yield token.start(), token.start() + 1
        elif sign in opened:
            yield from _paired(text, token.start(), token.end(), opened[sign])
        elif sign == "`" and ticks[number]:
            yield token.span()
            number = ticks[number]
            yield tokens[number].span()
        number += 1


def _paired(text: str, start: int, end: int, waiting: list[list[int]]) -> Iterator[tuple[int, int]]:
    """A run closes what is open, and opens with what is left of it."""
    opens, closes = _sides(text, start, end)
    while closes and waiting and start < end:
        there = waiting[-1]
        many = min(end - start, there[1] - there[0])
        yield there[1] - many, there[1]
        yield start, start + many
        there[1] -= many
        start += many
        if there[0] == there[1]:
            waiting.pop()
    if opens and start < end:
        waiting.append([start, end])


def _sides(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether a run of signs can open and close: what it opens begins at once, what it closes ends
    there; underscores inside a word are the word's.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    opens, closes = after.strip() != "", before.strip() != ""
    if text[start] == "_":
        return opens and not before.isalnum(), closes and not after.isalnum()
    return opens, closes


def _next_alike(runs: list[str]) -> list[int]:
    """For each run the number of the next that is equal; 0 where there is none."""
    following: dict[str, int] = {}
    found = [0] * len(runs)
    for number in reversed(range(len(runs))):
        found[number] = following.get(runs[number], 0)
        following[runs[number]] = number
    return found
