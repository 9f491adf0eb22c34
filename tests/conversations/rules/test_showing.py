"""What shows channels by the way: nothing of it depends on which channels there are."""

import uuid
from collections.abc import Sequence

import pytest

from conversations.rules.permissions import Channel, Override, Role, Structure
from conversations.rules.showing import people_with_other_overrides, shows_by_the_way

EVERYONE, CREW, ANNA = (uuid.UUID(int=number) for number in (1, 2, 3))
HEADING, ROOM = uuid.UUID(int=10), uuid.UUID(int=11)


def rules(
    *,
    crew: Sequence[str] = (),
    at: dict[uuid.UUID, list[Override]] | None = None,
    channels: Sequence[uuid.UUID] = (ROOM,),
) -> Structure:
    return Structure(
        stamp=uuid.uuid4(),
        owner_id=uuid.UUID(int=99),
        roles={
            EVERYONE: Role(EVERYONE, 0, frozenset({"view"})),
            CREW: Role(CREW, 1, frozenset(crew)),
        },
        channels={name: Channel(name, HEADING) for name in channels},
        overrides=at or {},
    )


def says(allow: str = "", deny: str = "", subject: uuid.UUID = CREW) -> Override:
    return Override(subject, subject != ANNA, frozenset(allow.split()), frozenset(deny.split()))


def test_a_role_that_sees_from_now_on_shows() -> None:
    assert shows_by_the_way(rules(), rules(crew=["view"]))
    assert not shows_by_the_way(rules(crew=["view"]), rules(crew=["view", "send"]))
    assert not shows_by_the_way(rules(crew=["view"]), rules())


@pytest.mark.parametrize(
    ("before", "after", "shows"),
    [
        (None, says("view"), True),
        (says(deny="view"), None, True),
        (says(deny="view"), says("send", "pin"), True),
        (says(deny="view"), says("view"), True),
        (None, says(deny="view"), False),
        (says("view"), None, False),
        (says("view"), says("view pin"), False),
        (None, says("send"), False),
        (None, says("view", subject=ANNA), True),
    ],
)
def test_under_a_heading_it_is_the_word_on_seeing_that_counts(
    before: Override | None, after: Override | None, shows: bool
) -> None:
    def at(place: uuid.UUID, one: Override | None) -> Structure:
        return rules(at={place: [one]} if one else {})

    assert shows_by_the_way(at(HEADING, before), at(HEADING, after)) is shows
    # In a channel that was named nothing is shown by the way.
    assert not shows_by_the_way(at(ROOM, before), at(ROOM, after))


def test_it_is_the_same_with_channels_and_without() -> None:
    for channels in ((), (ROOM,), (ROOM, uuid.UUID(int=12))):
        shown = rules(at={HEADING: [says("view")]}, channels=channels)
        assert shows_by_the_way(rules(channels=channels), shown)


def test_people_are_named_whose_own_overrides_changed() -> None:
    before = rules(at={ROOM: [says("view"), says("send", subject=ANNA)]})
    assert people_with_other_overrides(before, before) == set()
    assert people_with_other_overrides(before, rules()) == {ANNA}
    after = rules(at={ROOM: [says("send", subject=ANNA)], HEADING: [says("pin", subject=ANNA)]})
    assert people_with_other_overrides(before, after) == {ANNA}
