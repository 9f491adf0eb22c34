"""One socket's outbox: bounded, in order, and closed without waiting for who does not read."""

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest

from chatty.realtime import connection as module
from chatty.realtime.connection import SLOW_CONSUMER, Connection
from chatty.realtime.wire import Listener
from chatty.realtime.wire_frames import Frame


class Peer:
    """The other end of a wire below ASGI: takes what is written, or has no room."""

    def __init__(self) -> None:
        self.got: list[str | int] = []
        self.writes: list[int] = []
        self.aborted = asyncio.Event()
        self.last_pong_at = 0.0
        self.waiting = 0
        self.listener: Listener | None = None

    @property
    def is_gone(self) -> bool:
        return False

    def attach(self, listener: Listener) -> None:
        self.listener = listener

    def detach(self) -> None:
        self.listener = None

    def write(self, frames: list[Frame]) -> None:
        self.writes.append(len(frames))
        self.got += [frame.text for frame in frames]

    def waiting_bytes(self) -> int:
        return self.waiting

    def close(self, code: int) -> None:
        self.got.append(code)

    def abort(self) -> None:
        self.aborted.set()

    async def send(self, _message: MutableMapping[str, Any]) -> None:
        raise AssertionError("there is a wire")


class AsgiPeer:
    """The other end of a plain ASGI server: takes what is sent, unless it does not read."""

    def __init__(self) -> None:
        self.got: list[str | int] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.is_gone = False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self.reads.wait()
        if self.is_gone:
            raise OSError
        self.got.append(message["text"] if "text" in message else message["code"])


def connect(
    peer: Peer | AsgiPeer, *, max_frames: int = 8, max_bytes: int = 1_000, greeted: bool = True
) -> Connection:
    connection = Connection(
        id="c",
        user_id="u",
        session_id="s",
        send=peer.send,
        wire=peer if isinstance(peer, Peer) else None,
        max_frames=max_frames,
        max_bytes=max_bytes,
    )
    if greeted:
        connection.greet(b"hello")
    return connection


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def own_tasks() -> int:
    """The tasks that write for a socket."""
    return sum("AsgiWire" in str(task.get_coro()) for task in asyncio.all_tasks())


@pytest.fixture(params=[Peer, AsgiPeer], ids=["direct", "ASGI"])
async def peer(request: pytest.FixtureRequest) -> Peer | AsgiPeer:
    make: Callable[[], Peer | AsgiPeer] = request.param
    return make()


async def test_frames_go_out_in_order_and_an_idle_socket_has_no_task(
    peer: Peer | AsgiPeer,
) -> None:
    connection = connect(peer)
    for frame in (b"a", b"b", b"c"):
        connection.send(frame)
    await settle()
    assert peer.got == ["hello", "a", "b", "c"]
    assert own_tasks() == 0
    connection.send(b"d")
    await settle()
    assert peer.got[-1] == "d"


async def test_what_is_sent_in_one_turn_goes_out_in_one_write() -> None:
    peers = [Peer(), Peer()]
    connections = [connect(peer) for peer in peers]
    for text in (b"a", b"b"):
        for connection in connections:
            connection.send(text)
    assert [peer.writes for peer in peers] == [[], []]
    await settle()
    assert [peer.writes for peer in peers] == [[3], [3]]


async def test_one_broken_wire_keeps_nothing_back_from_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_frames: list[Frame]) -> None:
        raise RuntimeError("broken")

    broken, whole = Peer(), Peer()
    monkeypatch.setattr(broken, "write", fail)
    for peer in (broken, whole):
        connect(peer).send(b"a")
    await settle()
    assert whole.got == ["hello", "a"]
    assert "connection.flush_failed" in caplog.text


async def test_nothing_goes_out_before_the_greeting(peer: Peer | AsgiPeer) -> None:
    connection = connect(peer, greeted=False)
    connection.send(b"early")
    await settle()
    assert peer.got == []
    connection.greet(b"hello")
    await settle()
    assert peer.got == ["hello", "early"]


async def test_who_was_never_greeted_hears_nothing_but_the_close(peer: Peer | AsgiPeer) -> None:
    connection = connect(peer, greeted=False)
    connection.send(b"secret")
    connection.close(4401)
    connection.greet(b"hello")
    await settle()
    assert peer.got == [4401]


async def test_who_waits_too_long_for_the_greeting_holds_no_more_than_others() -> None:
    peer = Peer()
    connection = connect(peer, max_frames=4, greeted=False)
    for _ in range(5):
        connection.send(b"early")
    connection.greet(b"hello")
    await settle()
    assert peer.got == [SLOW_CONSUMER]


async def test_a_close_comes_after_what_waits_and_nothing_after_it(peer: Peer | AsgiPeer) -> None:
    connection = connect(peer)
    await settle()
    connection.send(b"last words")
    connection.close(4401)
    connection.send(b"too late")
    connection.close(4403)
    assert connection.is_closed
    await settle()
    assert peer.got == ["hello", "last words", 4401]


async def test_a_close_waits_until_there_is_room_for_what_comes_before_it() -> None:
    peer = Peer()
    connection = connect(peer)
    await settle()
    connection.pause()
    connection.send(b"last words")
    connection.close(4401)
    await settle()
    assert peer.got == ["hello"]
    connection.resume()
    assert peer.got == ["hello", "last words", 4401]


async def test_a_close_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLOSE_PATIENCE_SECONDS", 0.01)
    peer = Peer()
    connection = connect(peer)
    await settle()
    connection.pause()
    connection.send(b"never read")
    connection.close(4401)
    await asyncio.wait_for(peer.aborted.wait(), 30)
    assert peer.got == ["hello", 4401]


@pytest.mark.parametrize(
    "frames", [[b"x"] * 5, [b"x" * 40, b"x" * 40, b"x" * 40]], ids=["frames", "bytes"]
)
async def test_who_does_not_read_is_closed_when_the_outbox_is_full(frames: list[bytes]) -> None:
    peer = Peer()
    connection = connect(peer, max_frames=4, max_bytes=100)
    await settle()
    connection.pause()
    for frame in frames:
        connection.send(frame)
    assert connection.is_closed
    connection.send(b"more")
    assert not connection._outbox
    assert peer.got == ["hello", SLOW_CONSUMER]


async def test_what_the_transport_holds_counts_too() -> None:
    peer = Peer()
    connection = connect(peer, max_bytes=100)
    await settle()
    connection.pause()
    peer.waiting = 95
    connection.send(b"12345")
    assert peer.got == ["hello"]
    connection.send(b"6")
    assert connection.is_closed
    assert peer.got == ["hello", SLOW_CONSUMER]


async def test_a_server_that_takes_nothing_closes_the_socket_too() -> None:
    peer = AsgiPeer()
    connection = connect(peer, max_frames=4)
    await settle()
    peer.reads.clear()
    connection.send(b"on its way")
    await settle()
    for _ in range(5):
        connection.send(b"x")
    assert connection.is_closed
    peer.reads.set()
    await settle()
    assert peer.got == ["hello", SLOW_CONSUMER]


async def test_who_reads_is_never_closed_however_much_comes_at_once() -> None:
    peer = Peer()
    connection = connect(peer, max_frames=4, max_bytes=100)
    await settle()
    for number in range(100):
        connection.send(str(number).encode())
    await settle()
    assert peer.got == ["hello", *map(str, range(100))]
    assert not connection.is_closed
    assert connection._outbox_bytes == 0


@pytest.mark.parametrize("kind", [Peer, AsgiPeer], ids=["direct", "ASGI"])
async def test_a_drop_ends_by_force_who_reads_not_even_the_close(
    monkeypatch: pytest.MonkeyPatch, kind: type[Peer] | type[AsgiPeer]
) -> None:
    monkeypatch.setattr(module, "CLOSE_PATIENCE_SECONDS", 0.01)
    peer = kind()
    connection = connect(peer)
    await settle()
    if isinstance(peer, Peer):
        connection.pause()
        connection.drop(4408)
        await asyncio.wait_for(peer.aborted.wait(), 30)
    else:
        peer.reads.clear()
        connection.send(b"x")
        await settle()
        connection.drop(4408)
        async with asyncio.timeout(30):
            while own_tasks():  # noqa: ASYNC110 - the end of a task of theirs notifies nobody here
                await asyncio.sleep(0.01)


async def test_who_reads_the_close_is_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLOSE_PATIENCE_SECONDS", 0.01)
    peer = Peer()
    connection = connect(peer)
    connection.drop(4408)
    connection.drop(4408)
    await asyncio.sleep(0.05)
    assert peer.got == [4408]
    assert not peer.aborted.is_set()


async def test_a_peer_that_went_away_is_sent_nothing_more() -> None:
    peer = AsgiPeer()
    peer.is_gone = True
    connection = connect(peer)
    connection.send(b"a")
    await settle()
    assert connection.is_closed
    assert peer.got == []


async def test_the_end_stops_what_is_being_sent_and_lets_go() -> None:
    peer = AsgiPeer()
    peer.reads.clear()
    connection = connect(peer)
    await settle()
    assert own_tasks() == 1
    connection.end()
    await settle()
    assert own_tasks() == 0
    assert connection.is_closed
    direct = Peer()
    connect(direct).end()
    assert direct.listener is None


async def test_a_pong_is_a_sign_of_life() -> None:
    peer = Peer()
    connection = connect(peer)
    before = connection.seen_at()
    peer.last_pong_at = before + 60
    assert connection.seen_at() == before + 60
