"""A socket that hears already, and whose upgrade is not accepted yet."""

import asyncio

from chatty.realtime.connection import Connection
from tests.chatty.realtime.test_connection import Peer


def begin(peer: Peer) -> Connection:
    return Connection(
        id="1", user_id="u", session_id="s", send=peer.send, wire=peer,
        max_frames=10, max_bytes=1_000, is_open=False,
    )  # fmt: skip


async def test_what_is_closed_before_it_is_open_is_closed_when_it_opens() -> None:
    peer = Peer()
    connection = begin(peer)
    connection.send(b"early")
    connection.close(4401)
    assert peer.got == []
    connection.open()
    assert peer.got == [4401]


async def test_what_waits_before_it_is_open_follows_the_greeting() -> None:
    peer = Peer()
    connection = begin(peer)
    connection.send(b"early")
    await asyncio.sleep(0)
    assert peer.got == []
    connection.open()
    connection.greet(b"hello")
    await asyncio.sleep(0)
    assert peer.got == ["hello", "early"]


async def test_room_on_the_wire_is_no_reason_to_write_before_the_greeting() -> None:
    peer = Peer()
    connection = begin(peer)
    connection.pause()
    connection.send(b"early")
    connection.resume()
    assert peer.got == []
    connection.open()
    connection.greet(b"hello")
    await asyncio.sleep(0)
    assert peer.got == ["hello", "early"]
