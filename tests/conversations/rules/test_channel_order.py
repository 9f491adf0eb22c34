"""What is wrong with an order of headings and channels."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from conversations.rules.channel_order import order_faults

NAMES = [uuid.UUID(int=number) for number in range(40)]


def test_many_faults_are_counted_and_some_are_named() -> None:
    (fault,) = order_faults([], categories=[], channels=NAMES[:13])
    assert fault.endswith(" and 3 more.")
    assert fault.count("00000000-") == 10


@given(st.permutations(NAMES[:8]), st.permutations(NAMES[10:13]), st.lists(st.integers(0, 3)))
def test_any_way_to_place_each_once_is_an_order(
    channels: list[uuid.UUID], headings: list[uuid.UUID], cuts: list[int]
) -> None:
    groups: list[tuple[uuid.UUID | None, list[uuid.UUID]]] = [(None, [])]
    groups += [(heading, []) for heading in headings]
    for number, channel in enumerate(channels):
        groups[cuts[number % len(cuts)] if cuts else 0][1].append(channel)
    assert order_faults(groups, categories=NAMES[10:13], channels=NAMES[:8]) == []


@given(st.lists(st.sampled_from(NAMES[:6]), max_size=12))
def test_any_other_is_none(channels: list[uuid.UUID]) -> None:
    faults = order_faults([(None, channels)], categories=[], channels=NAMES[:4])
    assert (faults == []) == (sorted(channels) == NAMES[:4])
