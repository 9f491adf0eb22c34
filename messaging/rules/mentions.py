"""Who a text mentions: `@username` as a word of its own, outside code, addresses and e-mail."""

import re
from collections.abc import Iterator

# The name that calls everyone; nobody can have it as a username.
EVERYONE = "all"

_LONGEST = 64
_TICKS = re.compile("`+")
# An address is read as a whole, so that nothing in it is taken for a name. Before "@" stands
# nothing that could be an e-mail address or a path, after the name nothing that would make it one;
# signs that make a word italic, bold or struck may.
_WORDS = re.compile(
    r"""
      (?:https?|ftp)://[^\s<>"]+
    | (?:(?<![\w.@/+%=&~-]) | (?<=(?<![^\W_])_) | (?<=~~)) @ ([A-Za-z0-9_.-]++) (?![\w@/])
    """,
    re.VERBOSE,
)


def mentioned_names(text: str, *, at_most: int) -> list[tuple[str, ...]]:
    """The first `at_most` different names after "@", in lower case and in their order.

    Each is a tuple of what may be meant, the likeliest first: a full stop, dash or underscore at
    the end may belong to the name or to the sentence.
    """
    found: dict[tuple[str, ...], None] = {}
    for match in _WORDS.finditer(_without_code(text)):
        name = (match[1] or "").lower()
        if not 0 < len(name) <= _LONGEST:
            continue
        likely = dict.fromkeys((name, name.rstrip(".-"), name.rstrip("._-")))
        found[tuple(filter(None, likely))] = None
        if len(found) == at_most:
            break
    return list(found)


def _without_code(text: str) -> str:
    """The text less its code: what stands between two runs of equally many backticks, and what
    follows a fence that is never closed.
    """
    return "`".join(_outside(text)) if "`" in text else text


def _outside(text: str) -> Iterator[str]:
    runs = list(_TICKS.finditer(text))
    later: dict[int, list[int]] = {}
    # The next one of each length at the end of its list.
    for number in reversed(range(len(runs))):
        later.setdefault(len(runs[number][0]), []).append(number)
    place, start = 0, 0
    while place < len(runs):
        run = runs[place]
        same = later[len(run[0])]
        while same and same[-1] <= place:
            same.pop()
        if same:
            yield text[start : run.start()]
            start, place = runs[same[-1]].end(), same[-1] + 1
        elif len(run[0]) >= 3 and not text[: run.start()].rpartition("\n")[2].strip():
            yield text[start : run.start()]
            return
        else:
            place += 1
    yield text[start:]
