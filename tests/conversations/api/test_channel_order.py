"""The whole order of a space's headings and channels in one go."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from conversations.models import Category, Conversation, Space
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import everyone_of, give_role, set_override
from tests.make import general_of, make_space, make_user

Groups = list[tuple[str | None, list[str]]]


def fill(space: Space, owner: User) -> dict[str, str]:
    """Two more headings and four more channels; the ids by title."""
    api, path = api_as(owner), f"/spaces/{space.id}"
    for title in ("Sails", "Oars"):
        api.ok("POST", f"{path}/categories", {"title": title})
    for title in "abcd":
        api.ok("POST", f"{path}/channels", {"title": title})
    ids = {one.title: str(one.id) for one in Category.objects.filter(space=space)}
    return ids | {one.title: str(one.id) for one in Conversation.objects.filter(space=space)}


@pytest.fixture
def space(cast: Cast) -> Space:
    """Alice's; bob may manage channels, carol is a member."""
    made = make_space(cast.alice, cast.bob, cast.carol)
    give_role(made, cast.bob, allow=["manage_channels"])
    return made


@pytest.fixture
def ids(cast: Cast, space: Space) -> dict[str, str]:
    return fill(space, cast.alice)


def put(person: User, space: Space, groups: Any) -> Any:
    body = {"categories": groups}
    return api_as(person)("PUT", f"/spaces/{space.id}/order", body)


def order(ids: dict[str, str], *groups: tuple[str | None, str]) -> list[dict[str, Any]]:
    """Groups of titles as ids; `g` is the channel that was there first."""
    named = {**ids, "g": ids["general"]}
    return [
        {"id": title and named[title], "channels": [named[name] for name in names]}
        for title, names in groups
    ]


def shown(person: User, space: Space) -> list[tuple[str | None, str]]:
    """Headings with the first letters of their channels, as somebody sees them."""
    whole = api_as(person).get(f"/spaces/{space.id}")
    groups: list[tuple[str | None, str]] = []
    for title, name in [(None, None), *((one["title"], one["id"]) for one in whole["categories"])]:
        under = [row["title"][0] for row in whole["channels"] if row["category_id"] == name]
        groups.append((title, "".join(under)))
    return groups


def test_the_whole_order_is_put_at_once(
    cast: Cast, space: Space, ids: dict[str, str], published: Published, committing: Committing
) -> None:
    assert shown(cast.carol, space) == [(None, "abcd"), ("Text", "g")]
    wanted = ((None, "d"), ("Oars", "ba"), ("Text", ""), ("Sails", "gc"))
    with committing():
        answer = put(cast.bob, space, order(ids, *wanted))
    assert answer.status_code == 200
    assert shown(cast.bob, space) == list(wanted)
    assert answer.json() == api_as(cast.bob).get(f"/spaces/{space.id}")
    assert shown(cast.carol, space) == [(None, "d"), ("Oars", "ba"), ("Sails", "gc")]
    (event,) = published.events("space.updated")
    assert event["control"] == {"look": True}
    published.messages.clear()
    with committing():
        assert put(cast.bob, space, order(ids, *wanted)).status_code == 200
    assert published.events("space.updated") == []


def test_without_channels_above_the_headings_none_need_be_named(
    cast: Cast, space: Space, ids: dict[str, str]
) -> None:
    wanted = (("Sails", "abcdg"), ("Oars", ""), ("Text", ""))
    assert put(cast.bob, space, order(ids, *wanted)).status_code == 200
    assert shown(cast.bob, space) == [(None, ""), *wanted]


@pytest.mark.parametrize(
    "groups, words",
    [
        ([(None, "abcd"), ("Text", "g"), ("Sails", "")], ["categories are missing"]),
        ([(None, "abd"), ("Text", "g"), ("Sails", ""), ("Oars", "")], ["channels are missing"]),
        ([(None, "abcda"), ("Text", "g"), ("Sails", ""), ("Oars", "")], ["channels are named tw"]),
        ([(None, "abcd"), ("Text", "g"), ("Sails", "g"), ("Oars", "")], ["channels are named tw"]),
        (
            [(None, "abcd"), ("Text", "g"), ("Sails", ""), ("Oars", ""), ("Oars", "")],
            ["categories are named twice"],
        ),
        ([("Text", "g"), (None, "abcd"), ("Sails", ""), ("Oars", "")], ["come first, and once"]),
        ([(None, "ab"), (None, "cd"), ("Text", "g"), ("Sails", ""), ("Oars", "")], ["and once"]),
        # A category is no channel, nor the other way round.
        (
            [("general", "abcd"), ("Text", ""), ("Sails", ""), ("Oars", "")],
            ["categories are not of this space", "channels are missing"],
        ),
        ([], ["categories are missing", "channels are missing"]),
    ],
)
def test_what_is_not_the_whole_order_is_refused_by_name(
    cast: Cast, space: Space, ids: dict[str, str], groups: Groups, words: list[str]
) -> None:
    before = shown(cast.alice, space)
    answer = put(cast.bob, space, order(ids, *[(title, "".join(of)) for title, of in groups]))
    assert code_of(answer) == (400, "invalid")
    faults = answer.json()["errors"]["categories"]
    assert len(faults) == len(words)
    for word, fault in zip(words, faults, strict=True):
        assert word in fault
    assert shown(cast.alice, space) == before


def test_what_is_of_another_space_is_named_as_such(
    cast: Cast, space: Space, ids: dict[str, str]
) -> None:
    foreign = str(general_of(make_space(cast.alice, cast.bob, name="Other")).id)
    groups = order(ids, (None, "abcd"), ("Text", "g"), ("Sails", ""), ("Oars", ""))
    groups[0]["channels"].append(foreign)
    answer = put(cast.bob, space, groups)
    assert answer.json()["errors"]["categories"] == [
        f"These channels are not of this space: {foreign}."
    ]
    assert Conversation.objects.get(id=foreign).space_id != space.id


@pytest.mark.parametrize(
    "groups",
    [
        None,
        "x",
        {},
        [None],
        ["x"],
        [{"id": None}],
        [{"id": None, "channels": None}],
        [{"id": None, "channels": [], "title": "x"}],
        [{"id": 7, "channels": []}],
        [{"id": None, "channels": [None]}],
        [{"id": None, "channels": ["x"]}],
        [{"id": None, "channels": [["x"]]}],
        [{"id": None, "channels": [str(uuid.uuid4())] * 10_000}],
        [{"id": str(uuid.UUID(int=number)), "channels": []} for number in range(10_000)],
        [{"id": None, "channels": [{"id": None, "channels": []}]}],
    ],
)
def test_what_is_no_order_is_refused_before_it_is_read(
    cast: Cast, space: Space, groups: object
) -> None:
    answer = put(cast.bob, space, groups)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == ["categories"]
    assert len(answer.content) < 2_000


def test_who_may_not_manage_channels_orders_nothing(
    cast: Cast, space: Space, ids: dict[str, str]
) -> None:
    groups = order(ids, (None, "dcba"), ("Text", "g"), ("Sails", ""), ("Oars", ""))
    assert code_of(put(cast.carol, space, groups)) == (403, "forbidden")
    assert shown(cast.alice, space)[0] == (None, "abcd")


def test_what_is_hidden_from_who_orders_keeps_its_heading(
    cast: Cast, space: Space, ids: dict[str, str]
) -> None:
    hidden = Conversation.objects.get(id=ids["b"])
    set_override(hidden, everyone_of(space), deny=["view"])
    wanted = (("Sails", "dca"), ("Text", "g"), ("Oars", ""))
    # To bob it is none of the space's, and nothing tells him that it is.
    named = put(cast.bob, space, order(ids, (None, "b"), *wanted))
    assert "not of this space" in named.json()["errors"]["categories"][0]
    assert put(cast.bob, space, order(ids, *wanted)).status_code == 200
    assert shown(cast.bob, space) == [(None, ""), *wanted]
    assert shown(cast.alice, space) == [(None, "b"), *wanted]


def test_ordering_is_no_way_around_what_moving_asks_for(
    cast: Cast, space: Space, ids: dict[str, str]
) -> None:
    set_override(Category.objects.get(id=ids["Oars"]), cast.bob, allow=["manage_messages"])
    groups = order(ids, (None, "abc"), ("Text", "g"), ("Sails", ""), ("Oars", "d"))
    assert code_of(put(cast.bob, space, groups)) == (403, "forbidden")
    set_override(Conversation.objects.get(id=ids["a"]), cast.bob, deny=["manage_channels"])
    groups = order(ids, (None, "bcd"), ("Text", "g"), ("Sails", "a"), ("Oars", ""))
    assert code_of(put(cast.bob, space, groups)) == (403, "forbidden")
    # Where it does not go elsewhere, its place among the others is free.
    groups = order(ids, (None, "bcda"), ("Text", "g"), ("Sails", ""), ("Oars", ""))
    assert put(cast.bob, space, groups).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_at_once_one_holds_whole() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    space = make_space(alice, bob)
    give_role(space, bob, allow=["manage_channels"])
    ids = fill(space, alice)
    wanted = [
        ((None, "abcdg"), ("Text", ""), ("Sails", ""), ("Oars", "")),
        ((None, "g"), ("Oars", "dc"), ("Sails", "ba"), ("Text", "")),
    ]
    answers = at_once(2, lambda n: put((alice, bob)[n], space, order(ids, *wanted[n])))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert shown(alice, space) in [list(one) for one in wanted]


@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_while_it_is_ordered_is_gone() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    space = make_space(alice, bob)
    give_role(space, bob, allow=["manage_channels"])
    ids = fill(space, alice)
    groups = order(ids, (None, "g"), ("Oars", "dc"), ("Sails", "ba"), ("Text", ""))

    def act(number: int) -> Any:
        if number == 0:
            return put(alice, space, groups)
        if number == 1:
            return api_as(bob)("DELETE", f"/spaces/{space.id}/channels/{ids['a']}")
        return api_as(bob)("DELETE", f"/spaces/{space.id}/categories/{ids['Oars']}")

    ordered, *deleted = at_once(3, act)
    assert [answer.status_code for answer in deleted] == [204, 204]
    # It names what is gone by now, unless it came first.
    assert ordered.status_code in {200, 400}
    left = dict(shown(alice, space))
    assert sorted("".join(left.values())) == ["b", "c", "d", "g"]
    assert "Oars" not in left
