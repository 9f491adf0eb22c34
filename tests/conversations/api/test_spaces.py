"""Making spaces, listing one's own, and changing what they are to everyone in them."""

from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.limits import override_limits
from conversations.models import Conversation, Override, Space, SpaceMember, SpaceRole
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.conversations.harbour import give_role
from tests.make import make_message, make_space, make_user


def path(space: Space) -> str:
    return f"/spaces/{space.id}"


def test_a_new_space_has_a_channel_a_role_and_its_maker(
    alice: User, published: Published, committing: Committing
) -> None:
    body = {"name": "  נמל ✨ ", "description": "Boats\r\nand tides"}
    with committing():
        answer = api_as(alice)("POST", "/spaces", body)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["description"]) == ("נמל ✨", "Boats\nand tides")
    assert (made["owner_id"], made["members_count"], made["version"]) == (str(alice.id), 1, 1)
    assert (made["is_discoverable"], made["joining"]) == (False, "invite")
    (everyone,) = made["roles"]
    assert (everyone["name"], everyone["position"]) == ("@everyone", 0)
    assert everyone["allow"] == [
        "invite", "react", "reply", "send", "send_media", "start_call", "view",
    ]  # fmt: skip
    (category,) = made["categories"]
    (channel,) = made["channels"]
    assert (category["title"], channel["title"], channel["channel_kind"]) == (
        "Text", "general", "text",
    )  # fmt: skip
    assert (channel["category_id"], channel["role"]) == (category["id"], "OWNER")
    (told,) = published.events("space.created")
    assert told["topic"] == f"user:{alice.id}"
    assert told["d"] == made
    assert set(told["control"]["subscribe"]) == {
        f"space:{made['id']}",
        f"conversation:{channel['id']}",
        f"space_requests:{made['id']}",
    }
    # One can talk there.
    general = Conversation.objects.get(id=channel["id"])
    assert make_message(by=alice, in_=general)["seq"] == 1
    assert api_as(alice).get(path(Space.objects.get()))["channels"][0]["last_seq"] == 1


def test_making_is_written_down(alice: User) -> None:
    make_space(alice)
    entry = AuditEntry.objects.get(action="space.create")
    assert (entry.actor, entry.target_type) == (alice, "space")
    assert entry.target_id == str(Space.objects.get().id)


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"name": ["x"]}, "name"),
        ({"name": "x" * 129}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a\u0007b"}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "x", "description": "y" * 1_025}, "description"),
        ({"name": "x", "description": "\u202e"}, "description"),
        ({"name": "Chatty staff"}, "name"),
        ({"name": "Moderators of this server"}, "name"),
        ({"name": "Сhаttу suрроrt"}, "name"),
        ({"name": "S t a f f"}, "name"),
    ],
)
def test_a_space_without_a_right_name_is_not_made(
    alice: User, body: dict[str, Any], field: str
) -> None:
    answer = api_as(alice)("POST", "/spaces", body)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]
    assert not Space.objects.exists()


def test_those_who_run_the_server_may_say_so(alice: User) -> None:
    User.objects.filter(id=alice.id).update(is_staff=True)
    assert api_as(alice).ok("POST", "/spaces", {"name": "Chatty staff"})["name"] == "Chatty staff"


def test_one_is_in_so_many_spaces_and_no_more(alice: User) -> None:
    with override_limits(spaces_per_person=2):
        for name in ("one", "two"):
            api_as(alice).ok("POST", "/spaces", {"name": name})
        assert code_of(api_as(alice)("POST", "/spaces", {"name": "three"})) == (400, "invalid")
    assert Space.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_devices_do_not_make_the_last_space_twice() -> None:
    alice = make_user("alice")
    with override_limits(spaces_per_person=1):
        answers = at_once(3, lambda n: api_as(alice)("POST", "/spaces", {"name": f"{n}"}))
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400]
    assert Space.objects.count() == 1


def test_making_spaces_has_a_rate(alice: User) -> None:
    with override_limits(conversations_per_hour=1):
        api_as(alice).ok("POST", "/spaces", {"name": "x"})
        assert code_of(api_as(alice)("POST", "/spaces", {"name": "y"})) == (429, "rate_limited")


def test_the_list_has_ones_own_page_by_page(cast: Cast) -> None:
    spaces = [make_space(cast.alice, cast.bob, name=f"{number}") for number in range(3)]
    make_space(cast.alice, name="not his")
    bob = api_as(cast.bob)
    whole = bob.get("/spaces")
    assert [row["name"] for row in whole["results"]] == ["0", "1", "2"]
    assert whole["results"] == [bob.get(path(space)) for space in spaces]
    first = bob.get("/spaces?limit=2")
    second = bob.get(f"/spaces?limit=2&cursor={first['next']}")
    assert first["results"] + second["results"] == whole["results"]
    assert second["next"] is None
    assert code_of(bob("GET", "/spaces?cursor=x")) == (400, "invalid_cursor")
    assert code_of(bob("GET", "/spaces?limit=0")) == (400, "invalid")


def test_one_orders_ones_own_spaces(
    cast: Cast, published: Published, committing: Committing
) -> None:
    spaces = [make_space(cast.alice, cast.bob, name=f"{number}") for number in range(3)]
    bob = api_as(cast.bob)

    def names(person: User) -> list[str]:
        return [row["name"] for row in api_as(person).get("/spaces")["results"]]

    with committing():
        moved = bob.ok("PATCH", f"{path(spaces[2])}/me", {"position": 0})
    assert (moved["name"], moved["position"]) == ("2", 0)
    assert names(cast.bob) == ["2", "0", "1"]
    assert names(cast.alice) == ["0", "1", "2"]
    told = {event["d"]["id"]: event["d"]["position"] for event in published.events("space.updated")}
    # The last one had the first place already, as all have that were never moved.
    assert told == {str(spaces[0].id): 1, str(spaces[1].id): 2}
    assert {event["topic"] for event in published.events("space.updated")} == {
        f"user:{cast.bob.id}"
    }
    bob.ok("PATCH", f"{path(spaces[2])}/me", {"position": 999})
    assert names(cast.bob) == ["0", "1", "2"]
    for wrong in (-1, 1_001, "0", True, None, 1.5):
        answer = bob("PATCH", f"{path(spaces[0])}/me", {"position": wrong})
        assert code_of(answer) == (400, "invalid"), wrong


def test_who_may_changes_everything_at_once(
    cast: Cast, published: Published, committing: Committing
) -> None:
    space = make_space(cast.alice, cast.bob, cast.carol)
    give_role(space, cast.bob, allow=["manage_conversation"])
    body = {
        "name": "Marina",
        "description": "d",
        "rules": "1. Be kind\n2. Row",
        "welcome_text": "Ahoy",
        "is_discoverable": True,
        "joining": "request",
    }
    before = Space.objects.get(id=space.id)
    with committing():
        answer = api_as(cast.bob).ok("PATCH", path(space), body)
    assert {name: answer[name] for name in body} == body
    assert answer["version"] == before.version + 1
    assert answer["structure"] == str(before.structure)
    (event,) = published.events("space.updated")
    assert event["topic"] == f"space:{space.id}"
    assert event["d"]["name"] == "Marina"
    assert event["control"] is None
    assert not {"my_permissions", "channels", "position"} & set(event["d"])
    assert api_as(cast.carol).get(path(space))["welcome_text"] == "Ahoy"
    entry = AuditEntry.objects.get(action="space.change")
    assert entry.actor == cast.bob
    assert entry.details["before"]["name"] == "Harbour"
    assert entry.details["after"] == body


def test_what_holds_already_is_no_change(
    alice: User, published: Published, committing: Committing
) -> None:
    space = make_space(alice)
    with committing():
        answer = api_as(alice).ok("PATCH", path(space), {"name": " Harbour ", "joining": "invite"})
        api_as(alice).ok("PATCH", path(space), {})
    assert answer["version"] == 1
    assert published.events("space.updated") == []
    assert not AuditEntry.objects.filter(action="space.change").exists()


@pytest.mark.parametrize("allow", [[], ["manage_channels", "manage_roles", "ban"]])
def test_who_may_not_manage_it_changes_nothing(cast: Cast, allow: list[str]) -> None:
    space = make_space(cast.alice, cast.bob)
    give_role(space, cast.bob, allow=allow)
    assert code_of(api_as(cast.bob)("PATCH", path(space), {"name": "Mine"})) == (403, "forbidden")
    assert Space.objects.get(id=space.id).name == "Harbour"


@pytest.mark.parametrize(
    "body, field",
    [
        ({"name": ""}, "name"),
        ({"name": "Official"}, "name"),
        ({"rules": "x" * 8_001}, "rules"),
        ({"welcome_text": "x" * 2_001}, "welcome_text"),
        ({"welcome_text": "\u202e"}, "welcome_text"),
        ({"joining": "anyhow"}, "joining"),
        ({"is_discoverable": "yes"}, "is_discoverable"),
        ({"is_discoverable": 1}, "is_discoverable"),
        ({"version": "one"}, "version"),
    ],
)
def test_what_is_wrong_is_named(alice: User, body: dict[str, Any], field: str) -> None:
    space = make_space(alice)
    answer = api_as(alice)("PATCH", path(space), body)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]


def test_a_name_that_was_given_by_staff_may_stay(alice: User) -> None:
    space = make_space(alice)
    Space.objects.filter(id=space.id).update(name="Chatty support")
    body = {"name": "Chatty support", "rules": "Ask"}
    assert api_as(alice).ok("PATCH", path(space), body)["rules"] == "Ask"


def test_of_two_who_start_from_the_same_version_one_is_told(alice: User) -> None:
    space = make_space(alice)
    api = api_as(alice)
    api.ok("PATCH", path(space), {"name": "First", "version": 1})
    late = api("PATCH", path(space), {"name": "Second"}, If_Match='"1"')
    assert code_of(late) == (409, "version_conflict")
    assert late.json()["current"] == api.get(path(space))
    both = api("PATCH", path(space), {"name": "Second", "version": 2}, If_Match='"1"')
    assert code_of(both) == (400, "invalid")
    assert api("PATCH", path(space), {"name": "x"}, If_Match='"2"').status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_admins_at_once_lose_nothing() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    space = make_space(alice, bob)
    give_role(space, bob, allow=["manage_conversation"])
    changes = [(alice, {"name": "Marina"}), (bob, {"description": "Boats"})]

    def change(number: int) -> Any:
        person, body = changes[number]
        return api_as(person)("PATCH", path(space), body)

    assert [answer.status_code for answer in at_once(2, change)] == [200, 200]
    after = Space.objects.get(id=space.id)
    assert (after.name, after.description, after.version) == ("Marina", "Boats", 3)


def test_nothing_is_left_of_a_space_that_could_not_be_made(alice: User) -> None:
    rows = (Space, SpaceRole, SpaceMember, Conversation, Override)
    with override_limits(spaces_per_person=1):
        api_as(alice).ok("POST", "/spaces", {"name": "x"})
        before = [kind.objects.count() for kind in rows]
        assert api_as(alice)("POST", "/spaces", {"name": "y"}).status_code == 400
    assert [kind.objects.count() for kind in rows] == before
