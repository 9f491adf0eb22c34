"""Looking again at what a socket may hear, while the hub changes it."""

import asyncio
import uuid
from collections.abc import Callable, Collection, MutableMapping
from typing import Any

import pytest

from chatty.core.errors import NotAuthenticated, Suspended, Unavailable
from chatty.realtime import registry
from chatty.realtime.connection import Connection
from chatty.realtime.hub import Hub
from chatty.realtime.registry import Caller
from chatty.realtime.topics import conversation_topic
from chatty.realtime.welcome import gap_frame, look_again, look_again_at


class Scene:
    """A socket in a hub, and what each look at the database finds, and does meanwhile."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.finds: list[Callable[[], list[str]]] = []
        self.horizons: dict[str, int] = {}
        self.ended: dict[uuid.UUID, Exception] = {}
        self.asked: list[int] = []
        self.loop = asyncio.get_running_loop()
        self.hub = Hub(
            subscribe=self._nothing,
            unsubscribe=self._nothing,
            recheck=self._nothing,
            hold_seconds=1,
        )
        self.socket = Connection(
            id="c",
            user_id=str(uuid.uuid4()),
            session_id=str(uuid.uuid4()),
            send=self._send,
            wire=None,
            max_frames=10,
            max_bytes=1_000,
        )

    async def _nothing(self, _asked: object) -> None: ...

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message.get("text", message.get("code")))

    async def look(self) -> bool:
        stays = await look_again(self.hub, self.socket)
        for _ in range(10):
            await asyncio.sleep(0)
        return stays

    def hub_hears(self, **control: list[str]) -> None:
        """Whatever comes over the bus during a look, which happens in a thread."""
        message = {"topic": "user:a", "rev": None, "frame": None, "control": control}

        async def hear() -> None:
            self.hub.receive(message)

        asyncio.run_coroutine_threadsafe(hear(), self.loop).result(30)

    # What the registry is asked for:
    def actor(self, _caller: object) -> object:
        return self

    def refusals(self, callers: Collection[Caller]) -> dict[uuid.UUID, Exception]:
        self.asked.append(len(callers))
        return dict(self.ended)

    def topics_of_many(self, user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
        return {user_id: self.topics_of(user_id) for user_id in user_ids}

    def topics_of(self, _user_id: uuid.UUID) -> dict[str, int]:
        found = (self.finds.pop(0) if len(self.finds) > 1 else self.finds[0])()
        return dict.fromkeys(found, 0) | self.horizons


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = Scene()
    monkeypatch.setattr(registry, "authenticator", lambda: made)
    monkeypatch.setattr(registry, "topics_of", made.topics_of)
    monkeypatch.setattr(registry, "topics_of_many", made.topics_of_many)
    return made


async def test_what_was_missed_is_made_good(scene: Scene) -> None:
    await scene.hub.add(scene.socket, ["user:a", "left"])
    scene.finds = [lambda: ["user:a", "joined"]]
    assert await scene.look()
    assert scene.socket.topics == {"user:a", "joined"}


async def test_a_look_hides_what_came_before_and_uncovers_nothing(scene: Scene) -> None:
    await scene.hub.add(scene.socket, ["user:a", "back"])
    scene.finds = [lambda: ["user:a", "back", "new"]]
    scene.horizons = {"back": 4, "new": 7}
    scene.socket.horizons["back"] = 9
    assert await scene.look()
    assert scene.socket.horizons == {"back": 9, "new": 7}


async def test_a_topic_that_came_during_a_look_is_kept(scene: Scene) -> None:
    await scene.hub.add(scene.socket, ["user:a"])

    def look() -> list[str]:
        scene.hub_hears(subscribe=["new"])
        return ["user:a"]

    scene.finds = [look]
    assert await scene.look()
    assert scene.socket.topics == {"user:a", "new"}


async def test_a_topic_that_went_during_a_look_does_not_come_back(scene: Scene) -> None:
    await scene.hub.add(scene.socket, ["user:a", "lost"])
    listened: list[set[str]] = []

    def look() -> list[str]:
        scene.hub_hears(unsubscribe=["lost"])
        listened.append(set(scene.socket.topics))
        return ["user:a", "lost"]

    scene.finds = [look, lambda: ["user:a"]]
    assert await scene.look()
    assert scene.socket.topics == {"user:a"}
    # Not even for the time of a second look.
    assert len(scene.finds) == 1
    assert listened == [{"user:a"}]


async def test_what_a_socket_watches_is_kept(scene: Scene) -> None:
    await scene.hub.add(scene.socket, ["user:a", "left"])
    await scene.hub.watch(scene.socket, ["presence:b"])
    scene.finds = [lambda: ["user:a"]]
    assert await scene.look()
    assert scene.socket.topics == {"user:a", "presence:b"}


async def test_what_a_socket_stopped_watching_during_a_look_does_not_come_back(
    scene: Scene,
) -> None:
    await scene.hub.add(scene.socket, ["user:a"])
    await scene.hub.watch(scene.socket, ["presence:b"])

    def look() -> list[str]:
        watching = scene.hub.watch(scene.socket, ["presence:c"])
        asyncio.run_coroutine_threadsafe(watching, scene.loop).result(30)
        return ["user:a"]

    scene.finds = [look]
    assert await scene.look()
    assert scene.socket.topics == {"user:a", "presence:c"}


@pytest.mark.parametrize(
    "error, code",
    [
        (NotAuthenticated(), 4401),
        (Suspended(), 4403),
        (Unavailable(), 1013),
        (ZeroDivisionError(), 1013),
    ],
)
async def test_who_is_not_welcome_any_more_is_closed_with_the_reason(
    scene: Scene, error: Exception, code: int
) -> None:
    def look() -> list[str]:
        raise error

    await scene.hub.add(scene.socket, ["user:a"])
    scene.finds = [look]
    assert not await scene.look()
    assert scene.sent == [code]


ROOM = conversation_topic(uuid.UUID("0198c0de-0000-7000-8000-000000000001"))


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_many_sockets_are_looked_at_by_one_question(scene: Scene) -> None:
    other = Connection(
        id="d",
        user_id=str(uuid.uuid4()),
        session_id=str(uuid.uuid4()),
        send=scene._send,
        wire=None,
        max_frames=10,
        max_bytes=1_000,
    )
    for socket in (scene.socket, other):
        await scene.hub.add(socket, ["user:a", "left"])
        await scene.hub.watch(socket, ["presence:b"])
        socket.greet(b"hello")
    scene.finds = [lambda: ["user:a"]]
    scene.ended = {uuid.UUID(other.session_id): NotAuthenticated()}
    before = scene.socket.looked_at
    await look_again_at(scene.hub, [scene.socket, other])
    await settle()
    assert scene.asked == [2]
    assert scene.socket.topics == {"user:a", "presence:b"}
    assert scene.socket.looked_at > before
    permissions = '{"ev":"resync","d":{"reason":"permissions"}}'
    assert sorted(scene.sent, key=str) == sorted(["hello", "hello", permissions, 4401], key=str)


async def test_who_may_hear_more_than_was_heard_is_told_to_look(scene: Scene) -> None:
    await scene.hub.add(scene.socket, ["user:a"])
    scene.socket.greet(b"hello")
    scene.finds = [lambda: ["user:a", ROOM]]
    await look_again_at(scene.hub, [scene.socket])
    await look_again_at(scene.hub, [scene.socket])
    await settle()
    assert scene.socket.topics == {"user:a", ROOM}
    assert scene.sent == ["hello", gap_frame(ROOM).decode()]
    assert "0198c0de" in scene.sent[1]


async def test_a_topic_that_came_during_a_look_at_many_is_kept(scene: Scene) -> None:
    await scene.hub.add(scene.socket, ["user:a"])
    scene.socket.greet(b"hello")

    def look() -> list[str]:
        scene.hub_hears(subscribe=["new"])
        return ["user:a"]

    scene.finds = [look]
    await look_again_at(scene.hub, [scene.socket])
    await settle()
    assert scene.socket.topics == {"user:a", "new"}
    assert scene.sent == ["hello"]
