"""What sockets hear of spaces follows the rules, at once and in every process."""

import asyncio
import time
from functools import partial
from typing import Any

import pytest

from tests.people import Socket, Talker, only
from tests.servers import RunningServer, ServerFactory

# What a change of rights may take, from when it is asked for until every open socket follows it.
WITHIN_SECONDS = 1.0


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory) -> RunningServer:
    # No look of the clock may be what mends it.
    env = {
        "CHATTY_RATE_LIMITS": "off",
        "CHATTY_LIMIT_GAP_LOOK_SECONDS": "3600",
        "CHATTY_LIMIT_PERMISSION_LOOK_SECONDS": "3600",
    }
    return server_factory(web_processes=2, env=env)


class Harbour:
    """A space of its owner; a member with a socket at each process."""

    def __init__(self, owner: Talker, member: Talker, space: dict[str, Any]) -> None:
        self.owner, self.member, self.space = owner, member, space
        self.general: str = space["channels"][0]["id"]
        self.ears: list[Socket] = []

    @classmethod
    async def found(cls, server: RunningServer, name: str) -> "Harbour":
        owner = await Talker.register(server, f"{name}.ann")
        member = await Talker.register(server, f"{name}.ben")
        space = await owner.rest("POST", "/spaces", {"name": f"Harbour {name}"})
        self = cls(owner, member, space)
        for process in range(2):
            with only(server, process):
                self.ears.append(await self.member.connect())
        invite = await self.owner.rest("POST", self.path("/invites"), {})
        await self.member.rest("POST", f"/invites/{invite['code']}")
        for ear in self.ears:
            await ear.event("space.created", id=self.space["id"])
        return self

    def path(self, rest: str) -> str:
        """An address within the space."""
        return f"/spaces/{self.space['id']}{rest}"

    async def override(self, channel: str, **rules: Any) -> None:
        """What everyone may in a channel."""
        everyone = next(role for role in self.space["roles"] if role["position"] == 0)
        path = self.path(f"/channels/{channel}/overrides/roles/{everyone['id']}")
        await self.owner.rest("PUT", path, {"allow": [], "deny": [], **rules})

    def looks(self) -> list[int]:
        """How often each socket of the member was told to look again."""
        return [len(ear.events("resync")) for ear in self.ears]

    async def looks_again(self, known: list[int]) -> None:
        """Wait until each was told once more."""
        for number, ear in enumerate(self.ears):
            await ear.until(partial(self._has_looked, number, known[number]))

    def _has_looked(self, number: int, before: int) -> bool:
        return self.looks()[number] > before

    async def is_heard(self, channel: str, body: str) -> None:
        """What the owner says reaches the member at both processes."""
        await self.owner.post(channel, body)
        for ear in self.ears:
            await ear.event("message.created", body=body)

    async def is_not_heard(self, channel: str, body: str) -> None:
        """What the owner says reaches the member nowhere, though what comes after it does."""
        said = await self.owner.post(channel, body)
        group = await self.owner.make_group(self.member)
        await self.is_heard(group, f"after {body}")
        for ear in self.ears:
            assert said["id"] not in [event["d"]["id"] for event in ear.events("message.created")]

    async def leave(self) -> None:
        """Hang up."""
        await asyncio.gather(self.owner.leave(), self.member.leave())


async def test_who_joins_hears_the_channels(server: RunningServer) -> None:
    harbour = await Harbour.found(server, "joins")
    await harbour.is_heard(harbour.general, "welcome")
    await harbour.leave()


async def test_a_new_channel_is_heard_and_a_hidden_one_no_more(server: RunningServer) -> None:
    harbour = await Harbour.found(server, "hides")
    body = {"title": "tides", "channel_kind": "text"}
    made = await harbour.owner.rest("POST", harbour.path("/channels"), body)
    await harbour.looks_again([0, 0])
    await harbour.is_heard(made["id"], "high water")
    await harbour.override(made["id"], deny=["view"])
    for ear in harbour.ears:
        await ear.event("resync", reason="permissions")
    await harbour.is_not_heard(made["id"], "low water")
    known = harbour.looks()
    await harbour.override(made["id"])
    await harbour.looks_again(known)
    await harbour.is_heard(made["id"], "high water again")
    await harbour.leave()


async def test_a_role_opens_a_channel_and_its_loss_closes_it(server: RunningServer) -> None:
    harbour = await Harbour.found(server, "roles")
    await harbour.override(harbour.general, deny=["view"])
    for ear in harbour.ears:
        await ear.event("resync", reason="permissions")
    role = await harbour.owner.rest(
        "POST", harbour.path("/roles"), {"name": "Crew", "allow": ["view"]}
    )
    path = harbour.path(f"/channels/{harbour.general}/overrides/roles/{role['id']}")
    await harbour.owner.rest("PUT", path, {"allow": ["view"], "deny": []})
    member = harbour.path(f"/members/{harbour.member.id}")
    known = harbour.looks()
    await harbour.owner.rest("PATCH", member, {"role_ids": [role["id"]]})
    await harbour.looks_again(known)
    await harbour.is_heard(harbour.general, "crew only")
    known = harbour.looks()
    await harbour.owner.rest("PATCH", member, {"role_ids": []})
    await harbour.looks_again(known)
    await harbour.is_not_heard(harbour.general, "crew again")
    await harbour.leave()


async def test_who_is_removed_hears_nothing_more(server: RunningServer) -> None:
    harbour = await Harbour.found(server, "removes")
    await harbour.owner.rest("DELETE", harbour.path(f"/members/{harbour.member.id}"))
    for ear in harbour.ears:
        await ear.event("space.removed", space_id=harbour.space["id"])
    await harbour.is_not_heard(harbour.general, "among us")
    await harbour.leave()


async def test_what_is_deleted_is_gone_from_every_socket_at_once(server: RunningServer) -> None:
    harbour = await Harbour.found(server, "deletes")
    await harbour.is_heard(harbour.general, "here we are")
    made = await harbour.owner.rest("POST", harbour.path("/channels"), {"title": "tides"})
    await harbour.looks_again([0, 0])
    await harbour.is_heard(made["id"], "high water")
    await harbour.owner.rest("DELETE", harbour.path(f"/channels/{made['id']}"))
    for ear in harbour.ears:
        told = await ear.event("conversation.removed", conversation_id=made["id"])
        assert told["d"]["reason"] == "deleted"
    await harbour.is_heard(harbour.general, "still here")
    await harbour.owner.rest("DELETE", harbour.path(""))
    for ear in harbour.ears:
        told = await ear.event("space.removed", space_id=harbour.space["id"])
        assert told["d"]["reason"] == "deleted"
    for member in (harbour.owner, harbour.member):
        assert await member.rest("GET", "/spaces") == {"results": [], "next": None}
    await harbour.leave()


@pytest.mark.long
async def test_rights_come_and_go_within_a_second_at_every_process(server: RunningServer) -> None:
    harbour = await Harbour.found(server, "quick")
    await harbour.override(harbour.general, deny=["view"])
    for ear in harbour.ears:
        await ear.event("resync", reason="permissions")
    crew = {"name": "Crew", "allow": ["view"]}
    role = await harbour.owner.rest("POST", harbour.path("/roles"), crew)
    path = harbour.path(f"/channels/{harbour.general}/overrides/roles/{role['id']}")
    await harbour.owner.rest("PUT", path, {"allow": ["view"], "deny": []})
    member, waited = harbour.path(f"/members/{harbour.member.id}"), []
    for turn in range(20):
        for role_ids, follows in (([role["id"]], harbour.is_heard), ([], harbour.is_not_heard)):
            known = harbour.looks()
            began = time.monotonic()
            await harbour.owner.rest("PATCH", member, {"role_ids": role_ids})
            await harbour.looks_again(known)
            await follows(harbour.general, f"turn {turn} {len(role_ids)}")
            waited.append(time.monotonic() - began)
    assert max(waited) <= WITHIN_SECONDS, sorted(waited)[-5:]
    began = time.monotonic()
    await harbour.owner.rest("DELETE", member)
    for ear in harbour.ears:
        await ear.event("space.removed", space_id=harbour.space["id"])
    await harbour.is_not_heard(harbour.general, "without you")
    assert time.monotonic() - began <= WITHIN_SECONDS
    await harbour.leave()
