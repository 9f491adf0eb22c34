"""Old snapshot + events = fresh snapshot, for spaces: what events leave open is asked for."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from conversations.models import Space
from conversations.operations.channels import create_space_channel
from tests.asking import Api, api_as
from tests.cast import Cast
from tests.conftest import Published
from tests.contracts.conftest import Committing
from tests.contracts.test_replay import heard_by, replay
from tests.make import general_of, make_space, make_user


def snapshot(api: Api, space: Space) -> dict[str, Any]:
    """What a page fetches of its spaces, with the members of the one that is open."""
    return {
        "me": api.get("/me"),
        "conversations": [],
        "spaces": api.get("/spaces?limit=100"),
        "space_members": {str(space.id): api.get(f"/spaces/{space.id}/members?limit=100")},
    }


class SpaceLife:
    """What an owner, a member and a newcomer do to a space, in an order of chance."""

    def __init__(self, cast: Cast, space: Space, seed: int) -> None:
        self.random = random.Random(seed)
        self.space, self.cast = space, cast
        self.alice, self.bob = api_as(cast.alice), api_as(cast.bob)
        self.path = f"/spaces/{space.id}"
        self.newcomers = [make_user(f"newcomer{number}") for number in range(4)]
        self.doings: list[Callable[[], None]] = [
            self.talk, self.talk, self.rename, self.new_channel, self.new_role, self.give_role,
            self.nickname, self.come, self.hide, self.order, self.describe,
        ]  # fmt: skip

    def live(self, count: int) -> None:
        """So many doings."""
        for _ in range(count):
            self.random.choice(self.doings)()

    def _some(self, what: str) -> Any:
        return self.random.choice(self.alice.get(self.path)[what])

    def talk(self) -> None:
        channel = self._some("channels")["id"]
        number = self.random.randrange(10**9)
        self.alice.ok(
            "POST",
            f"/conversations/{channel}/messages",
            {"client_id": f"00000000-0000-4000-8000-{number:012}", "body": f"Number {number} @bob"},
        )

    def rename(self) -> None:
        self.alice.ok("PATCH", self.path, {"name": f"Harbour {self.random.randrange(1000)}"})

    def describe(self) -> None:
        channel = self._some("channels")["id"]
        topic = f"Topic {self.random.randrange(1000)}"
        self.alice.ok("PATCH", f"{self.path}/channels/{channel}", {"topic": topic})

    def new_channel(self) -> None:
        body = {"title": f"channel {self.random.randrange(1000)}"}
        self.alice.ok("POST", f"{self.path}/channels", body)

    def new_role(self) -> None:
        body = {"name": f"Role {self.random.randrange(10**6)}", "colour": "p3", "shown_apart": True}
        self.alice.ok("POST", f"{self.path}/roles", body)

    def give_role(self) -> None:
        role = self._some("roles")
        if role["position"] > 0:
            path = f"{self.path}/members/{self.cast.bob.id}"
            self.alice.ok("PATCH", path, {"role_ids": [role["id"]]})

    def nickname(self) -> None:
        path = f"{self.path}/members/{self.cast.bob.id}"
        self.bob.ok("PATCH", path, {"nickname": f"Bo {self.random.randrange(1000)}"})

    def come(self) -> None:
        if self.newcomers:
            code = self.alice.ok("POST", f"{self.path}/invites", {})["code"]
            api_as(self.newcomers.pop()).ok("POST", f"/invites/{code}")

    def hide(self) -> None:
        channel = self._some("channels")["id"]
        everyone = self.alice.get(self.path)["roles"][-1]["id"]
        deny = ["view"] if self.random.random() < 0.5 else []
        path = f"{self.path}/channels/{channel}/overrides/roles/{everyone}"
        self.alice.ok("PUT", path, {"allow": [], "deny": deny})

    def order(self) -> None:
        space = self.alice.get(self.path)
        channels = [one["id"] for one in space["channels"]]
        self.random.shuffle(channels)
        headings = [{"id": one["id"], "channels": []} for one in space["categories"]]
        groups = [{"id": None, "channels": channels}, *headings]
        self.alice.ok("PUT", f"{self.path}/order", {"categories": groups})


@pytest.mark.parametrize("seed", range(1, 5))
def test_an_old_space_its_events_and_one_question_make_the_fresh_one(
    cast: Cast, published: Published, committing: Committing, seed: int
) -> None:
    space = make_space(cast.alice, cast.bob)
    create_space_channel(actor=cast.alice, space_id=space.id, title="workshop")
    life, bob = SpaceLife(cast, space, seed), api_as(cast.bob)
    with committing():
        life.live(6)
    old = snapshot(bob, space)
    published.messages.clear()
    heard = {f"conversation:{one['id']}" for one in old["spaces"]["results"][0]["channels"]}
    with committing():
        life.live(30)
    events = heard_by(cast.bob, published, {f"space:{space.id}"} | heard)
    names = {frame["ev"] for frame in events}
    assert {"space.updated", "space_member.updated", "message.created"} <= names
    fresh = snapshot(bob, space)
    answers = [{"space": bob.get(f"/spaces/{space.id}")}]
    story = {"me": old["me"], "snapshot": old, "fresh": fresh, "answers": answers}
    states = replay({**story, "events": events})
    for part in ("spaces", "conversations", "order", "staleSpaces"):
        assert states["replayed"][part] == states["fresh"][part], part
    assert _standing(states["replayed"]) == _standing(states["fresh"])
    unnumbered = [frame for frame in events if "rev" not in frame]
    twice = replay({**story, "events": events + unnumbered})
    assert twice["replayed"]["spaces"] == states["fresh"]["spaces"]


def _standing(state: dict[str, Any]) -> dict[str, Any]:
    """Roles and names of members by space, without what no event tells: whether they are there."""
    return {
        space: {
            name: (member["nickname"], member["role_ids"], member["is_owner"])
            for name, member in members.items()
        }
        for space, members in state["spaceMembers"].items()
    }


def test_who_is_removed_keeps_nothing_of_a_space(
    cast: Cast, published: Published, committing: Committing
) -> None:
    space = make_space(cast.alice, cast.bob)
    bob = api_as(cast.bob)
    old = snapshot(bob, space)
    assert len(old["spaces"]["results"]) == 1
    published.messages.clear()
    with committing():
        api_as(cast.alice).ok("DELETE", f"/spaces/{space.id}/members/{cast.bob.id}")
    topics = {f"space:{space.id}", f"conversation:{general_of(space).id}"}
    events = heard_by(cast.bob, published, topics)
    fresh = {"me": old["me"], "conversations": [], "spaces": bob.get("/spaces")}
    states = replay({"me": old["me"], "snapshot": old, "events": events, "fresh": fresh})
    assert states["replayed"] == states["fresh"]
    assert states["replayed"]["conversations"] == {}
