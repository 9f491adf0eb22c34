"""The order of a space's headings and channels, given in one go."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

# As many ids of each fault are named; the others are counted.
_NAMED: Final = 10

# A heading (None: above all of them) and its channels, in their order.
Group = tuple[uuid.UUID | None, Sequence[uuid.UUID]]


def order_faults(
    groups: Sequence[Group],
    *,
    categories: Collection[uuid.UUID],
    channels: Collection[uuid.UUID],
) -> list[str]:
    """What is wrong with an order in which each of these categories and channels must stand exactly
    once; nothing where it is right.
    """
    faults = []
    if any(number and heading is None for number, (heading, _) in enumerate(groups)):
        faults.append("Channels without a category come first, and once.")
    headings = Counter(heading for heading, _ in groups if heading is not None)
    placed = Counter(channel for _, names in groups for channel in names)
    for word, found, wanted in (
        ("categories", headings, set(categories)),
        ("channels", placed, set(channels)),
    ):
        kinds = {
            f"These {word} are missing": wanted - found.keys(),
            f"These {word} are named twice": {name for name, count in found.items() if count > 1},
            f"These {word} are not of this space": found.keys() - wanted,
        }
        faults += [f"{text}: {_listed(names)}." for text, names in kinds.items() if names]
    return faults


def _listed(names: Collection[uuid.UUID]) -> str:
    shown = [str(name) for name in sorted(names)[:_NAMED]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
