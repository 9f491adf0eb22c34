"""Texts that are meant to keep a regular expression busy, made from the expression itself."""

import re
from itertools import pairwise

SIZE = 100_000
_WORDS = re.compile(r"[A-Za-z0-9:/.@_-]{2,}|[`~>#*]{1,3}")
_ALWAYS = "aA0 \n\t_-.@/:<>[]()`*\\'\"é\u00a0😀"


Recipe = tuple[str, str, str]
"""How a text begins, what is repeated in it to the full size, and how it ends."""


def recipes_against(pattern: str) -> list[Recipe]:
    """Long runs of each sign and word that the expression names, alone and in turn, with an end
    that fits or does not, and after a beginning that fits.
    """
    signs = dict.fromkeys([*_ALWAYS, *(sign for sign in pattern if sign.isprintable())])
    words = dict.fromkeys(_WORDS.findall(pattern))
    named = [sign for sign in signs if sign in pattern] + [*words]
    units = [*signs, *words]
    units += [f"{word}{sign}" for word in [*words][:4] for sign in " a\n(["]
    units += [f"{one}{other}" for one, other in pairwise(named)]
    recipes = [("", unit, "\0") for unit in dict.fromkeys(units)]
    return recipes + [
        (word, sign, end) for word in [*words][:4] for sign in "a 0-." for end in ("\0", "\n!")
    ]


def text_of(recipe: Recipe, *, size: int = SIZE) -> str:
    """The text that a recipe gives."""
    lead, unit, end = recipe
    return lead + (unit * (size // len(unit) + 1))[:size] + end
