"""Who is offered a feature, where."""

import uuid

from conversations.rules.features import TITLES, Feature, Rollout, is_offered

PEOPLE = [uuid.UUID(int=number) for number in range(2_000)]


def having(percentage: int, feature: Feature = Feature.POLLS) -> set[uuid.UUID]:
    rollout = Rollout(percentage)
    return {
        person for person in PEOPLE if is_offered(feature, rollout, user_id=person, space_id=None)
    }


def test_a_percentage_is_that_many_people_and_a_larger_one_takes_it_from_nobody() -> None:
    assert having(0) == set()
    assert having(100) == set(PEOPLE)
    assert 400 < len(having(25)) < 600
    assert having(25) < having(60)


def test_the_first_of_one_feature_are_not_those_of_another() -> None:
    assert having(25) != having(25, Feature.THREADS)


def test_people_and_spaces_can_be_named_besides() -> None:
    person, space, other = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    rollout = Rollout(0, frozenset({person}), frozenset({space}))
    found = {
        (who, where): is_offered(Feature.POLLS, rollout, user_id=who, space_id=where)
        for who in (person, other, None)
        for where in (space, other, None)
    }
    assert {place for place, offered in found.items() if offered} == {
        (person, space),
        (person, other),
        (person, None),
        (other, space),
        (None, space),
    }


def test_who_is_not_signed_in_has_what_everyone_has() -> None:
    assert is_offered(Feature.POLLS, Rollout(), user_id=None, space_id=None)
    assert not is_offered(Feature.POLLS, Rollout(99), user_id=None, space_id=None)


def test_every_feature_has_a_title() -> None:
    assert set(TITLES) == set(Feature)
