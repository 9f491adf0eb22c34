"""Frames as bytes: what the library on the other end understands, made once for everyone."""

import pytest
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import CloseConnection, TextMessage
from wsproto.extensions import PerMessageDeflate

from chatty.core.limits import limits
from chatty.realtime.wire_frames import Frame, Joiner, encode_close


def read(data: bytes) -> list[str]:
    """The texts that a client finds in these bytes."""
    deflate = PerMessageDeflate()
    deflate.finalize("permessage-deflate; server_no_context_takeover")
    client = Connection(ConnectionType.CLIENT, [deflate])
    client.receive_data(data)
    texts: list[str] = []
    for event in client.events():
        assert isinstance(event, TextMessage)
        assert event.message_finished
        texts.append(event.data)
    return texts


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_a_client_reads_a_frame_of_any_size(size: int) -> None:
    text = "é" * (size // 2) + "x" * (size % 2)
    frame = Frame(text.encode())
    assert len(frame.payload) == size
    assert read(frame.plain) == [text]
    assert frame.text == text


def test_large_frames_are_compressed_once_and_small_ones_never() -> None:
    small = Frame(b"x" * limits.compressed_frame_bytes)
    large = Frame(b"x" * (limits.compressed_frame_bytes + 1))
    assert small.deflated is small.plain
    assert large.deflated is large.deflated
    assert len(large.deflated) < 200
    assert read(large.deflated + small.deflated + large.deflated) == [
        large.text,
        small.text,
        large.text,
    ]


def test_what_is_joined_is_shared_by_all_who_hear_the_same() -> None:
    one, two = Frame(b"one"), Frame(b"x" * 20_000)
    joiner = Joiner()
    joined = joiner.join([one, two], inflates=True)
    assert joiner.join([one, two], inflates=True) is joined
    assert read(joined) == ["one", "x" * 20_000]
    assert joiner.join([two, one], inflates=True) == two.deflated + one.plain
    assert joiner.join([two, one], inflates=False) == two.plain + one.plain
    assert joiner.join([one], inflates=False) is one.plain
    # Equal texts of two events are two events.
    assert read(joiner.join([Frame(b"one"), Frame(b"x")], inflates=True)) == ["one", "x"]


def test_a_close_says_its_code() -> None:
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(encode_close(4413, "é" * 200))
    (event,) = client.events()
    assert isinstance(event, CloseConnection)
    assert event.code == 4413
