"""A topic's events come out in the order of `rev`."""

import random
from itertools import permutations

import pytest

from chatty.realtime.ordering import Reorder


def take_all(order: Reorder[int], revs: list[int]) -> list[int]:
    return [item for rev in revs for item in order.push(rev, rev)]


@pytest.mark.parametrize("revs", list(permutations([2, 3, 4, 5])))
def test_every_order_of_arrival_ends_in_order(revs: tuple[int, ...]) -> None:
    order: Reorder[int] = Reorder()
    assert take_all(order, [1, *revs]) == [1, 2, 3, 4, 5]
    assert not order.is_holding


def test_a_long_shuffle_ends_in_order() -> None:
    revs = list(range(2, 500))
    random.Random(7).shuffle(revs)
    order: Reorder[int] = Reorder()
    assert take_all(order, [1, *revs]) == list(range(1, 500))


def test_the_first_event_goes_at_once() -> None:
    order: Reorder[int] = Reorder()
    assert order.push(41, 41) == [41]
    assert order.push(43, 43) == []
    assert order.is_holding
    assert order.push(42, 42) == [42, 43]


def test_where_the_present_is_known_the_first_event_waits_for_its_predecessor() -> None:
    order: Reorder[int] = Reorder(41)
    assert take_all(order, [43, 41]) == [41]
    assert take_all(order, [42, 44]) == [42, 43, 44]


def test_a_late_event_goes_at_once() -> None:
    order: Reorder[int] = Reorder()
    assert take_all(order, [7, 5]) == [7, 5]
    assert not order.is_holding


def test_what_is_held_is_released_in_order_and_its_predecessor_is_late() -> None:
    order: Reorder[int] = Reorder()
    assert take_all(order, [1, 5, 3]) == [1]
    assert order.release() == [3, 5]
    assert not order.is_holding
    assert order.push(2, 2) == [2]
    assert order.push(6, 6) == [6]


def test_nothing_held_is_nothing_released() -> None:
    order: Reorder[int] = Reorder()
    assert order.release() == []
    order.push(1, 1)
    assert order.release() == []
    assert order.push(2, 2) == [2]
