"""Sockets that must close: too many, a session that ended, silence, not reading."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest
from redis import Redis
from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Ping,
    Pong,
    Request,
    TextMessage,
)

from tests.people import Talker, eventually, only, open_socket
from tests.servers import RunningServer, ServerFactory, stop_server

# Less than passes until sockets are looked at without being told of.
TOLD_SECONDS = 10.0


class BareSocket:
    """A client that does nothing by itself: no pong, no reading unless told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.wire = WSConnection(ConnectionType.CLIENT)
        self.texts: list[str] = []
        self._text = ""
        self.pings = 0
        self.close_code: int | None = None
        self.is_open = False

    async def say(self, event: Request | Pong) -> None:
        self.writer.write(self.wire.send(event))
        await self.writer.drain()

    async def read(self) -> bool:
        """Take what comes next; False at the end."""
        try:
            data = await asyncio.wait_for(self.reader.read(65_536), 20)
        except ConnectionResetError:
            return False
        if not data:
            return False
        self.wire.receive_data(data)
        for event in self.wire.events():
            if isinstance(event, AcceptConnection):
                self.is_open = True
            elif isinstance(event, TextMessage):
                self._text += event.data
                if event.message_finished:
                    self.texts.append(self._text)
                    self._text = ""
            elif isinstance(event, Ping):
                self.pings += 1
            elif isinstance(event, CloseConnection):
                self.close_code = event.code
                return False
        return True


@asynccontextmanager
async def open_bare(talker: Talker) -> AsyncIterator[BareSocket]:
    url = urlsplit(talker.server.socket_url)
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    narrow.connect((url.hostname, url.port))
    reader, writer = await asyncio.open_connection(sock=narrow)
    bare = BareSocket(reader, writer)
    headers = [(name.encode(), value.encode()) for name, value in talker.bearer.items()]
    await bare.say(Request(host=url.netloc, target=url.path, extra_headers=headers))
    while not bare.texts:
        assert await bare.read()
    assert bare.texts[0].startswith('{"ev":"hello"')
    try:
        yield bare
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@pytest.mark.parametrize("spread", [False, True], ids=["in one process", "over two processes"])
async def test_the_sixth_connection_closes_the_oldest(pair: RunningServer, spread: bool) -> None:
    alice = await Talker.register(pair, f"six.alice.{int(spread)}")
    bob = await Talker.register(pair, f"six.bob.{int(spread)}")
    others = await bob.connect()
    sockets = []
    for number in range(5):
        with only(pair, number % 2 if spread else 0):
            sockets.append(await alice.connect())
    with only(pair, 1 if spread else 0):
        newest = await alice.connect()
    assert await sockets[0].closed(seconds=TOLD_SECONDS) == 4409
    assert [frame.get("ev") for frame in sockets[0].frames] == ["hello"]
    for one in [*sockets[1:], newest, others]:
        assert await one.is_alive()
    await asyncio.gather(alice.leave(), bob.leave())


async def test_a_closed_connection_makes_room(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "room.alice")
    sockets = [await alice.connect() for _ in range(5)]
    await sockets[2].close()
    with Redis.from_url(pair.environment["REDIS_URL"]) as redis:
        await eventually(lambda: redis.zcard(f"connections:{alice.id}") == 4)
    sixth = await alice.connect()
    for one in [sockets[0], sockets[1], sockets[3], sockets[4], sixth]:
        assert await one.is_alive()
    await alice.leave()


async def test_signing_out_closes_that_session_everywhere_within_a_second(
    pair: RunningServer,
) -> None:
    there = await Talker.register(pair, "out.alice")
    other = await there.connect()
    took: list[float] = []
    # A busy machine may take its time once; the server's own clocks would take it each time.
    while not took or (min(took) >= 1 and len(took) < 3):
        here = await Talker.sign_in(pair, "out.alice")
        mine = []
        for process in (0, 1):
            with only(pair, process):
                mine.append(await here.connect())
        began = time.monotonic()
        await here.rest("POST", "/auth/logout")
        for one in mine:
            assert await one.closed(seconds=TOLD_SECONDS) == 4401
            assert one.frames[-1]["ev"] == "session.revoked"
            assert one.frames[-1]["d"]["session_id"] == here.session_id
        took.append(time.monotonic() - began)
        await here.leave()
    assert min(took) < 1
    assert await other.is_alive()
    await there.leave()


async def test_another_session_can_revoke_one(pair: RunningServer) -> None:
    here = await Talker.register(pair, "revoke.alice")
    there = await Talker.sign_in(pair, "revoke.alice")
    mine, theirs = await here.connect(), await there.connect()
    await here.rest("DELETE", f"/me/sessions/{there.session_id}")
    assert await theirs.closed(seconds=TOLD_SECONDS) == 4401
    assert theirs.events("session.revoked")[0]["d"]["reason"] == "revoked"
    assert await mine.is_alive()
    await asyncio.gather(here.leave(), there.leave())


async def test_silence_is_closed_with_4408_and_a_pong_is_none(strict: RunningServer) -> None:
    alice = await Talker.register(strict, "silent.alice")
    answering = await alice.connect()
    async with open_bare(alice) as silent:
        began = time.monotonic()
        while await silent.read():
            pass
        assert silent.close_code == 4408
        assert silent.pings >= 1
        assert 1.5 < time.monotonic() - began < 30
    # It sent no frame in all that time; its library answered pings.
    assert await answering.is_alive()
    await alice.leave()


async def test_who_never_reads_is_dropped_and_costs_little(strict: RunningServer) -> None:
    """150 events of 32 KB are 4.8 MB that must not wait in the server."""
    alice = await Talker.register(strict, "slow.alice")
    bob = await Talker.register(strict, "slow.bob")
    room = await alice.make_group(bob)
    message = await alice.post(room, "🌊" * 8_000)
    reading = await alice.connect()
    pid = strict.web[0].process.pid
    async with open_bare(bob) as stuck:
        before = resident_bytes(pid)
        for number in range(150):
            op = "reaction.remove" if number % 2 else "reaction.add"
            await reading.ask(op, message_id=message["id"], emoji="👍")
        grown = resident_bytes(pid) - before
        while await stuck.read():
            pass
        assert len(stuck.texts) < 100
    assert grown < 4_000_000
    assert len(reading.events("message.updated")) == 150
    assert await reading.is_alive()
    await asyncio.gather(alice.leave(), bob.leave())


def resident_bytes(pid: int) -> int:
    with open(f"/proc/{pid}/statm") as file:  # noqa: PTH123 - procfs, not a file of ours
        return int(file.read().split()[1]) * 4_096


async def test_a_server_that_stops_says_1012(server_factory: ServerFactory) -> None:
    running = server_factory()
    alice = await Talker.register(running, "alice")
    open_one = await alice.connect()
    unproved = await open_socket(running)
    assert await unproved.closed() == 4401
    began = time.monotonic()
    await asyncio.to_thread(stop_server, running)
    assert await open_one.closed() == 1012
    assert time.monotonic() - began < 15
    await alice.leave()
    log = running.web[0].spec.log.read_text("utf-8")
    assert "Traceback" not in log, log[-3000:]
    assert "never awaited" not in log
    assert "was destroyed" not in log
