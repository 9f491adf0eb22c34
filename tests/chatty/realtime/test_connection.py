"""One socket's outbox: bounded, in order, and closed without waiting for who does not read."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from chatty.realtime import connection as module
from chatty.realtime.connection import SLOW_CONSUMER, Connection


class Peer:
    """The other end: takes what is sent, unless it does not read."""

    def __init__(self) -> None:
        self.got: list[str | int] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.is_gone = False
        self.aborted = asyncio.Event()
        self.last_pong_at = 0.0

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self.reads.wait()
        if self.is_gone:
            raise OSError
        self.got.append(message["text"] if "text" in message else message["code"])

    def abort(self) -> None:
        self.aborted.set()


def connect(
    peer: Peer, *, max_frames: int = 8, max_bytes: int = 1_000, greeted: bool = True
) -> Connection:
    connection = Connection(
        id="c",
        user_id="u",
        session_id="s",
        send=peer.send,
        wire=peer,
        max_frames=max_frames,
        max_bytes=max_bytes,
    )
    if greeted:
        connection.greet(b"hello")
    return connection


async def idle(connection: Connection) -> None:
    """Wait until its writer has nothing more to do."""
    while connection._writer is not None and not connection._writer.done():
        await asyncio.wait([connection._writer])


async def test_frames_go_out_in_order_and_an_idle_socket_has_no_task() -> None:
    peer = Peer()
    connection = connect(peer)
    for frame in (b"a", b"b", b"c"):
        connection.send(frame)
    await idle(connection)
    assert peer.got == ["hello", "a", "b", "c"]
    assert connection._writer is None
    connection.send(b"d")
    await idle(connection)
    assert peer.got[-1] == "d"


async def test_nothing_goes_out_before_the_greeting() -> None:
    peer = Peer()
    connection = connect(peer, greeted=False)
    connection.send(b"early")
    assert connection._writer is None
    connection.greet(b"hello")
    await idle(connection)
    assert peer.got == ["hello", "early"]


async def test_who_was_never_greeted_hears_nothing_but_the_close() -> None:
    peer = Peer()
    connection = connect(peer, greeted=False)
    connection.send(b"secret")
    connection.close(4401)
    connection.greet(b"hello")
    await idle(connection)
    assert peer.got == [4401]


async def test_a_close_comes_after_what_waits_and_nothing_after_it() -> None:
    peer = Peer()
    connection = connect(peer)
    connection.send(b"last words")
    connection.close(4401)
    connection.send(b"too late")
    connection.close(4403)
    assert connection.is_closed
    await idle(connection)
    assert peer.got == ["hello", "last words", 4401]


@pytest.mark.parametrize(
    "frames", [[b"x"] * 5, [b"x" * 40, b"x" * 40, b"x" * 40]], ids=["frames", "bytes"]
)
async def test_who_does_not_read_is_closed_when_the_outbox_is_full(frames: list[bytes]) -> None:
    peer = Peer()
    peer.reads.clear()
    connection = connect(peer, max_frames=4, max_bytes=100)
    await asyncio.sleep(0)
    for frame in frames:
        connection.send(frame)
    assert connection.is_closed
    connection.send(b"more")
    assert not connection._outbox
    peer.reads.set()
    await idle(connection)
    assert peer.got == [SLOW_CONSUMER]


async def test_who_reads_never_holds_many_frames_without_being_closed() -> None:
    peer = Peer()
    connection = connect(peer, max_frames=4, max_bytes=100)
    for number in range(100):
        connection.send(str(number).encode())
        await idle(connection)
    assert peer.got == ["hello", *map(str, range(100))]
    assert not connection.is_closed
    assert connection._outbox_bytes == 0


async def test_a_drop_ends_by_force_who_reads_not_even_the_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "CLOSE_PATIENCE_SECONDS", 0.01)
    peer = Peer()
    peer.reads.clear()
    connection = connect(peer)
    await asyncio.sleep(0)
    connection.drop(4408)
    await asyncio.wait_for(peer.aborted.wait(), 5)
    assert peer.got == []


async def test_a_second_drop_does_not_begin_the_patience_again() -> None:
    peer = Peer()
    peer.reads.clear()
    connection = connect(peer)
    connection.drop(4408)
    closing = connection._writer
    connection.drop(4408)
    assert connection._writer is closing
    peer.reads.set()
    await idle(connection)
    assert peer.got == [4408]


async def test_a_writer_that_was_cut_off_leaves_the_closing_task_in_place() -> None:
    peer = Peer()
    peer.reads.clear()
    connection = connect(peer)
    await asyncio.sleep(0)
    writing = connection._writer
    assert writing is not None
    connection.drop(4408)
    closing = connection._writer
    await asyncio.wait([writing])
    assert connection._writer is closing
    peer.reads.set()
    await idle(connection)
    assert peer.got == [4408]


async def test_a_peer_that_went_away_is_sent_nothing_more() -> None:
    peer = Peer()
    peer.is_gone = True
    connection = connect(peer)
    connection.send(b"a")
    await idle(connection)
    assert connection.is_closed
    assert peer.got == []


async def test_the_end_stops_a_writer_in_mid_send() -> None:
    peer = Peer()
    peer.reads.clear()
    connection = connect(peer)
    await asyncio.sleep(0)
    writing = connection._writer
    assert writing is not None
    connection.end()
    await asyncio.wait([writing])
    peer.reads.set()
    assert peer.got == []
    assert connection.is_closed


async def test_a_pong_is_a_sign_of_life() -> None:
    peer = Peer()
    connection = connect(peer)
    before = connection.seen_at()
    peer.last_pong_at = before + 60
    assert connection.seen_at() == before + 60
    await idle(connection)
