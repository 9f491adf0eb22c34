"""Compressed frames on a real server, with a client library that offers them."""

import asyncio
import json

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from chatty.realtime.deflate import ANSWER, deflate
from tests.people import Talker
from tests.servers import RunningServer


async def open_compressing(talker: Talker) -> ClientConnection:
    """A socket of a client that offers permessage-deflate, after its hello."""
    wire = await connect(
        talker.server.socket_url,
        additional_headers=talker.bearer,
        compression="deflate",
        max_size=None,
    )
    assert json.loads(await wire.recv())["ev"] == "hello"
    return wire


async def hear(wire: ClientConnection, name: str) -> dict[str, object]:
    """The next event of that name."""
    async with asyncio.timeout(30):
        while True:
            frame: dict[str, object] = json.loads(await wire.recv())
            if frame.get("ev") == name:
                return frame


async def test_large_events_arrive_compressed_and_whole(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "deflate.alice")
    bob = await Talker.register(pair, "deflate.bob")
    room = await alice.make_group(bob)
    wire = await open_compressing(bob)
    assert wire.response is not None
    assert wire.response.headers["Sec-WebSocket-Extensions"] == ANSWER
    plain = await bob.connect()
    sizes: list[int] = []
    reading = wire.protocol.receive_data
    wire.protocol.receive_data = lambda data: (sizes.append(len(data)), reading(data))[1]  # type: ignore[method-assign,func-returns-value]  # counts what comes
    for text in ("short", "long" * 2_000, "🌊" * 8_000):
        sent = await alice.post(room, text)
        heard = await hear(wire, "message.created")
        assert (await plain.event("message.created", id=sent["id"])) == heard
        assert heard["d"]["body"] == text  # type: ignore[index]  # an event's `d` is an object
    # 32 KB of waves, in one or several reads.
    assert sum(sizes) < 16_000
    await wire.close()
    await asyncio.gather(alice.leave(), bob.leave())


async def test_a_client_may_compress_what_it_says(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "deflate.carol")
    wire = await open_compressing(alice)
    for number in (1, 2):
        text = json.dumps({"id": number, "op": "ping", "d": {"pad": "x" * 50_000}})
        await wire.send(text)
        assert json.loads(await wire.recv())["re"] == number
    await wire.close()
    assert wire.close_code == 1000
    await alice.leave()


async def test_a_compressed_bomb_is_closed_with_1009(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "deflate.dave")
    wire = await open_compressing(alice)
    bomb = deflate(b'{"id":1,"op":"ping","d":{"pad":"' + b"x" * 20_000_000)
    assert len(bomb) < 102_400
    frame = Frame(Opcode.TEXT, bomb)
    data = bytearray(frame.serialize(mask=True))
    data[0] |= 0x40  # "compressed", which the library sets where it has compressed itself
    wire.transport.write(bytes(data))
    try:
        async with asyncio.timeout(30):
            await wire.recv()
    except ConnectionClosed:
        pass
    assert wire.close_code == 1009
    await alice.leave()
