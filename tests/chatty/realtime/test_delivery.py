"""What is said reaches everyone who may hear it, once and in order, over two server processes."""

import asyncio

from tests.people import Socket, Talker, only
from tests.servers import RunningServer


async def connect_at(talker: Talker, process: int) -> Socket:
    """A socket of that person at that process of the server."""
    with only(talker.server, process):
        return await talker.connect()


async def until_heard(socket: Socket, room: str, count: int) -> None:
    """Wait until a socket has heard that many messages."""
    await socket.until(lambda: len(socket.seqs(room)) >= count)


async def test_every_connection_of_every_member_hears_a_message_once(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "once.alice")
    bob = await Talker.register(pair, "once.bob")
    carol = await Talker.register(pair, "once.carol")
    room = await alice.make_group(bob)
    sockets = [await connect_at(who, place) for who in (alice, bob) for place in (0, 1)]
    outsider = await connect_at(carol, 0)
    by_socket = await sockets[0].send(room, "by socket")
    by_rest = await bob.post(room, "by REST")
    last = await sockets[3].send(room, "last")
    for one in sockets:
        await one.event("message.created", id=last["id"])
        assert one.bodies(room) == ["by socket", "by REST", "last"]
        assert [event["rev"] for event in one.events("message.created")] == [
            message["rev"] for message in (by_socket, by_rest, last)
        ]
        assert one.frames[0]["ev"] == "hello"
    # The very same text for everyone.
    assert len({next(text for text in one.raw if "by REST" in text) for one in sockets}) == 1
    assert await outsider.is_alive()
    assert outsider.events("message.created") == []
    await asyncio.gather(alice.leave(), bob.leave(), carol.leave())


async def test_two_hundred_quick_sends_are_heard_in_order_at_both_processes(
    pair: RunningServer,
) -> None:
    talkers = [await Talker.register(pair, f"quick.{name}") for name in ("a", "b", "c", "d")]
    room = await talkers[0].make_group(*talkers[1:])
    speaking = [await connect_at(who, number % 2) for number, who in enumerate(talkers)]
    listening = [await connect_at(talkers[0], place) for place in (0, 1)]

    async def speak(socket: Socket) -> list[int]:
        return [(await socket.send(room, str(number)))["seq"] for number in range(50)]

    # What a process hears first of a room has no predecessor there that it could wait for.
    first = (await speaking[0].send(room, "to begin with"))["seq"]
    for one in [*speaking, *listening]:
        await until_heard(one, room, 1)
    told = await asyncio.gather(*(speak(socket) for socket in speaking))
    everything = list(range(1, 202))
    assert sorted([first, *(seq for seqs in told for seq in seqs)]) == everything
    for one in [*speaking, *listening]:
        await until_heard(one, room, 201)
        assert one.seqs(room) == everything
        revs = [event["rev"] for event in one.events("message.created")]
        assert revs == list(range(revs[0], revs[0] + 201))
    stored = [message["seq"] for message in await talkers[0].history(room)]
    assert stored == everything
    await asyncio.gather(*(who.leave() for who in talkers))


async def test_a_removed_member_hears_nothing_that_was_said_after_it(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "flood.alice")
    bob = await Talker.register(pair, "flood.bob")
    mallory = await Talker.register(pair, "flood.mallory")
    room = await alice.make_group(bob, mallory)
    other_room = await bob.make_group(mallory)
    ears = [await connect_at(mallory, place) for place in (0, 1)]
    speaking = [await connect_at(who, place) for place, who in enumerate((alice, bob))]
    # Of a conversation in which a process heard nothing yet it lets go first what comes first.
    began = await alice.post(room, "Before the flood")
    for one in ears:
        await one.event("message.created", id=began["id"])
    is_over = False

    async def speak(socket: Socket) -> None:
        while not is_over:
            await socket.send(room, "flood")

    flood = [asyncio.create_task(speak(socket)) for socket in speaking]
    for one in ears:
        await until_heard(one, room, 20)
    await alice.rest("DELETE", f"/conversations/{room}/members/{mallory.id}")
    removed = await speaking[0].event("member.removed", user_id=mallory.id)
    heard_at_removal = len(speaking[1].seqs(room))
    await until_heard(speaking[1], room, heard_at_removal + 40)
    is_over = True
    await asyncio.gather(*flood)
    last_rev_before = removed["rev"]
    for one in ears:
        await one.event("conversation.removed", conversation_id=room, reason="removed")
        # What comes on another topic afterwards shows that nothing is still on its way.
        after = await bob.post(other_room, "after the flood")
        await one.event("message.created", id=after["id"])
        heard = [event["rev"] for event in one.events("message.created", room)]
        assert heard == sorted(heard)
        assert max(heard) == last_rev_before - 1
        assert one.events("member.removed") == []
        error = await one.refusal(
            "message.send",
            {"conversation_id": room, "client_id": after["client_id"], "body": "I am still here"},
        )
        assert error["code"] == "not_found"
    await asyncio.gather(alice.leave(), bob.leave(), mallory.leave())


async def test_a_new_member_hears_from_then_on(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "new.alice")
    bob = await Talker.register(pair, "new.bob")
    room = await alice.make_group()
    speaking = await connect_at(alice, 0)
    ears = [await connect_at(bob, place) for place in (0, 1)]
    await speaking.send(room, "before")
    await alice.rest("POST", f"/conversations/{room}/members", {"user_ids": [bob.id]})
    for one in ears:
        created = await one.event("conversation.created", id=room)
        assert created["c"] == room
    after = await speaking.send(room, "after")
    for one in ears:
        await one.event("message.created", id=after["id"])
        assert one.bodies(room) == ["after"]
    await asyncio.gather(alice.leave(), bob.leave())


async def test_who_connects_in_the_middle_of_a_flood_is_greeted_first(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "greet.alice")
    bob = await Talker.register(pair, "greet.bob")
    room = await alice.make_group(bob)
    speaking = await connect_at(alice, 0)
    is_over = False

    async def speak() -> None:
        while not is_over:
            await speaking.send(room, "flood")

    flood = asyncio.create_task(speak())
    for _ in range(15):
        ear = await bob.connect()
        await ear.event("message.created")
        assert ear.frames[0]["ev"] == "hello"
        seqs = ear.seqs(room)
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        await ear.close()
    is_over = True
    await flood
    await asyncio.gather(alice.leave(), bob.leave())
