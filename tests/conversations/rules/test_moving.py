"""One step up or down."""

import uuid

from conversations.rules.channel_order import Group
from conversations.rules.moving import channel_moved, heading_moved, moved

ONE, TWO, THREE, TOP, END = (uuid.UUID(int=number) for number in range(1, 6))
ORDER: list[Group] = [(None, [ONE]), (TOP, [TWO, THREE]), (END, [])]


def test_an_item_moves_and_stops_at_the_ends() -> None:
    assert moved("abc", "b", by=-1) == ["b", "a", "c"]
    assert moved("abc", "b", by=1) == ["a", "c", "b"]
    assert moved("abc", "a", by=-1) == ["a", "b", "c"]
    assert moved("abc", "c", by=1) == ["a", "b", "c"]


def test_a_heading_moves_with_what_stands_under_it() -> None:
    assert heading_moved(ORDER, END, by=-1) == [(None, [ONE]), (END, []), (TOP, [TWO, THREE])]
    assert heading_moved(ORDER, TOP, by=-1) == ORDER


def test_a_channel_moves_within_its_heading_and_on_to_the_next() -> None:
    assert channel_moved(ORDER, THREE, by=-1) == [(None, [ONE]), (TOP, [THREE, TWO]), (END, [])]
    assert channel_moved(ORDER, THREE, by=1) == [(None, [ONE]), (TOP, [TWO]), (END, [THREE])]
    assert channel_moved(ORDER, TWO, by=-1) == [(None, [ONE, TWO]), (TOP, [THREE]), (END, [])]
    assert channel_moved(ORDER, ONE, by=1) == [(None, []), (TOP, [ONE, TWO, THREE]), (END, [])]


def test_a_channel_stops_at_both_ends_and_nothing_is_lost() -> None:
    assert channel_moved(ORDER, ONE, by=-1) == ORDER
    order: list[Group] = ORDER
    for _ in range(9):
        order = channel_moved(order, ONE, by=1)
    assert order == [(None, []), (TOP, [TWO, THREE]), (END, [ONE])]
    assert ORDER[0] == (None, [ONE])
