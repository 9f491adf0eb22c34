"""One step up or down in an order that is always given whole."""

import uuid
from collections.abc import Sequence

from conversations.rules.channel_order import Group


def moved[Item](items: Sequence[Item], item: Item, *, by: int) -> list[Item]:
    """The items with one of them `by` places further on (-1: back); at an end it stays."""
    after = list(items)
    place = after.index(item)
    after.insert(max(0, place + by), after.pop(place))
    return after


def heading_moved(groups: Sequence[Group], heading: uuid.UUID, *, by: int) -> list[Group]:
    """The whole order with one heading, and all that stands under it, `by` places further on."""
    channels = dict(groups)
    headings = [name for name, _ in groups if name is not None]
    return [
        (None, channels.get(None, [])),
        *((name, channels[name]) for name in moved(headings, heading, by=by)),
    ]


def channel_moved(groups: Sequence[Group], channel: uuid.UUID, *, by: int) -> list[Group]:
    """The whole order with one channel a place up (-1) or down (1): from the first place under a
    heading to the last under the one above, and the other way about.
    """
    after = [(name, list(channels)) for name, channels in groups]
    here = next(place for place, (_, channels) in enumerate(after) if channel in channels)
    channels = after[here][1]
    if 0 <= channels.index(channel) + by < len(channels):
        after[here] = (after[here][0], moved(channels, channel, by=by))
    elif 0 <= here + by < len(after):
        channels.remove(channel)
        there = after[here + by][1]
        there.insert(0 if by > 0 else len(there), channel)
    return [(name, channels) for name, channels in after]
