"""Topics that a socket asks for itself: these instead of those before."""

from tests.chatty.realtime.test_hub import World


async def test_a_socket_watches_other_topics_instead_of_those_before() -> None:
    world = World()
    watcher = await world.enter("a", "user:a")
    await world.hub.watch(watcher, ["seen:x", "seen:y"])
    await world.hub.watch(watcher, ["seen:y", "seen:z"])
    for name in "xyz":
        await world.tell(f"seen:{name}", name)
    assert world.heard["a"] == ["y", "z"]
    assert watcher.topics == {"user:a", "seen:y", "seen:z"}
    # One that both watch is not let go and taken again.
    assert world.bus.calls.count("+seen:y") == 1
    await world.hub.watch(watcher, [])
    assert (watcher.topics, watcher.watched) == ({"user:a"}, frozenset())


async def test_a_bus_that_is_away_is_asked_once_for_many_topics() -> None:
    world = World()
    watcher = await world.enter("a", "user:a")
    world.bus.is_away = True
    asked: list[str] = []
    subscribe = world.bus.subscribe

    async def count(topic: str) -> None:
        asked.append(topic)
        await subscribe(topic)

    world.hub._subscriptions._subscribe = count
    await world.hub.watch(watcher, [f"seen:{number}" for number in range(50)])
    assert not await world.hub.subscribe_missing()
    assert len(asked) == 2
    world.bus.is_away = False
    assert await world.hub.subscribe_missing()
    await world.tell("seen:49", "x")
    assert world.heard["a"] == ["x"]
