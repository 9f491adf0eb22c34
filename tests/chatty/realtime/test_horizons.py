"""Sockets of people who may hear of a topic only from some place on."""

from tests.chatty.realtime.test_hub import World


async def test_who_came_later_gets_what_is_fit_for_them() -> None:
    world = World()
    await world.enter("old", "room")
    for name, first in (("late", 6), ("later", 11)):
        socket = await world.enter(name, "room", f"user:{name}")
        await world.hub.leave(socket, ["room"])
        await world.tell(f"user:{name}", None, subscribe=["room"], horizons={"room": first})
    veils = [[5, b"no quote"], [10, b"unseen"]]
    world.hub.receive(
        {"topic": "room", "frame": b"all", "rev": None, "control": None, "veils": veils}
    )
    await world.settle()
    await world.tell("room", "new")
    assert world.heard == {
        "old": ["all", "new"],
        "late": ["no quote", "new"],
        "later": ["unseen", "new"],
    }


async def test_who_comes_back_hears_of_all_that_is_theirs_now() -> None:
    world = World()
    world.members = {"a": {"user:a"}}
    socket = await world.enter("a", "room", "user:a")
    await world.tell("user:a", None, unsubscribe=["room"])
    await world.tell("user:a", None, subscribe=["room"], horizons={"room": 9})
    assert socket.horizons == {"room": 9}
    await world.tell("user:a", None, unsubscribe=["room"])
    await world.tell("user:a", None, subscribe=["room"])
    assert socket.horizons == {}
