"""Looking again at what a socket may hear, while the hub changes it."""

import asyncio
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest

from chatty.core.errors import NotAuthenticated, Suspended, Unavailable
from chatty.realtime import registry
from chatty.realtime.connection import Connection
from chatty.realtime.hub import Hub
from chatty.realtime.welcome import look_again


class Scene:
    """A socket in a hub, and what each look at the database finds, and does meanwhile."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.finds: list[Callable[[], list[str]]] = []
        self.horizons: dict[str, int] = {}
        self.loop = asyncio.get_running_loop()
        self.hub = Hub(
            subscribe=self._nothing,
            unsubscribe=self._nothing,
            recheck=lambda connection: look_again(self.hub, connection),
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

    async def _nothing(self, _topic: str) -> None: ...

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message.get("text", message.get("code")))

    async def look(self) -> bool:
        stays = await look_again(self.hub, self.socket)
        while self.socket._writer is not None and not self.socket._writer.done():
            await asyncio.wait([self.socket._writer])
        return stays

    def hub_hears(self, **control: list[str]) -> None:
        """Whatever comes over the bus during a look, which happens in a thread."""
        message = {"topic": "user:a", "rev": None, "frame": None, "control": control}
        asyncio.run_coroutine_threadsafe(self.hub.receive(message), self.loop).result(5)

    # What the registry is asked for:
    def actor(self, _caller: object) -> object:
        return self

    def topics_of(self, _user_id: uuid.UUID) -> dict[str, int]:
        found = (self.finds.pop(0) if len(self.finds) > 1 else self.finds[0])()
        return dict.fromkeys(found, 0) | self.horizons


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = Scene()
    monkeypatch.setattr(registry, "authenticator", lambda: made)
    monkeypatch.setattr(registry, "topics_of", made.topics_of)
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
        asyncio.run_coroutine_threadsafe(watching, scene.loop).result(5)
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
