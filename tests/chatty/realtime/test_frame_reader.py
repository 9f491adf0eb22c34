"""Frames from clients: whole, in pieces, masked, compressed, too big, and broken."""

import os
import struct

import pytest
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.extensions import PerMessageDeflate

from chatty.realtime.deflate import deflate
from chatty.realtime.frame_reader import (
    NOT_UTF8,
    PROTOCOL_ERROR,
    TOO_BIG,
    FrameError,
    FrameReader,
    unmask,
)
from chatty.realtime.wire_frames import BINARY, CLOSE, PING, PONG, TEXT

MAX = 1_000


def reader(*, inflates: bool = True) -> FrameReader:
    return FrameReader(max_bytes=MAX, inflates=inflates)


def frame(first: int, payload: bytes = b"", *, is_masked: bool = True) -> bytes:
    """A frame as clients send it, first byte given."""
    size, mask = len(payload), 0x80 if is_masked else 0
    head = (
        bytes((first, mask | size)) if size < 126 else struct.pack("!BBH", first, mask | 126, size)
    )
    key = os.urandom(4)
    return head + key + unmask(payload, key) if is_masked else head + payload


def test_what_a_client_library_sends_is_read() -> None:
    deflating = PerMessageDeflate()
    deflating.finalize("permessage-deflate; client_no_context_takeover")
    sent: list[Event] = [
        TextMessage(data="hé"),
        TextMessage(data="a" * 300, message_finished=False),
        Ping(payload=b"there?"),
        TextMessage(data="b" * 600),
        BytesMessage(data=b"\x00\x01"),
        TextMessage(data=""),
        CloseConnection(code=1000),
    ]
    heard = [
        (TEXT, "hé".encode()),
        (PING, b"there?"),
        (TEXT, b"a" * 300 + b"b" * 600),
        (BINARY, b"\x00\x01"),
        (TEXT, b""),
        (CLOSE, b"\x03\xe8"),
    ]
    for extensions in ([], [deflating]):
        client = Connection(ConnectionType.CLIENT, list(extensions))
        data = b"".join(bytes(client.send(event)) for event in sent)
        assert list(reader().feed(data)) == heard
        slow = reader()
        assert [found for byte in data for found in slow.feed(bytes((byte,)))] == heard


@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 125, 126, 999])
def test_masks_come_off(size: int) -> None:
    payload = os.urandom(size)
    assert unmask(unmask(payload, b"\x01\x80\x00\xff"), b"\x01\x80\x00\xff") == payload
    assert list(reader().feed(frame(0x82, payload))) == [(BINARY, payload)]


def test_a_message_that_is_too_big_is_refused_by_its_header_and_skipped() -> None:
    one = reader()
    whole = frame(0x81, b"x" * (MAX + 1))
    with pytest.raises(FrameError) as caught:
        list(one.feed(whole[:8]))
    assert caught.value.code == TOO_BIG
    assert list(one.feed(whole[8:500])) == []
    assert list(one.feed(whole[500:] + frame(0x88, b"\x03\xf1"))) == [(CLOSE, b"\x03\xf1")]


def test_many_small_pieces_are_not_more_than_one_large_one() -> None:
    one = reader()
    assert list(one.feed(frame(0x01, b"x" * 600))) == []
    with pytest.raises(FrameError) as caught:
        list(one.feed(frame(0x00, b"x" * 500)))
    assert caught.value.code == TOO_BIG


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_compressed_bomb_is_too_big_however_small_it_is(pieces: int) -> None:
    bomb = deflate(b"\0" * 100_000)
    assert len(bomb) < MAX
    step = len(bomb) // pieces + 1
    parts = [bomb[start : start + step] for start in range(0, len(bomb), step)]
    data = b"".join(
        frame((0x41 if not place else 0) | (0x80 if part is parts[-1] else 0), part)
        for place, part in enumerate(parts)
    )
    with pytest.raises(FrameError) as caught:
        list(reader().feed(data))
    assert caught.value.code == TOO_BIG


def test_what_cannot_be_inflated_is_refused() -> None:
    with pytest.raises(FrameError) as caught:
        list(reader().feed(frame(0xC1, b"\xff\xff\xff")))
    assert caught.value.code == NOT_UTF8


@pytest.mark.parametrize(
    "data",
    [
        frame(0x81, b"x", is_masked=False),
        frame(0x83, b"x"),
        frame(0x8B, b"x"),
        frame(0xA1, b"x"),
        frame(0x91, b"x"),
        frame(0x80, b"x"),
        frame(0x40, b"x"),
        frame(0x01, b"x") + frame(0x81, b"x"),
        frame(0x09, b"x"),
        frame(0xC9, b"x"),
        frame(0x89, b"x" * 126),
    ],
    ids=[
        "unmasked",
        "unknown opcode",
        "unknown control",
        "second reserved bit",
        "third reserved bit",
        "continuation of nothing",
        "compressed continuation",
        "message in a message",
        "control in pieces",
        "compressed control",
        "long control",
    ],
)
def test_a_broken_frame_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError) as caught:
        list(reader().feed(data))
    assert caught.value.code == PROTOCOL_ERROR


def test_what_follows_a_broken_frame_is_dropped_and_not_held() -> None:
    one = reader()
    with pytest.raises(FrameError):
        list(one.feed(frame(0x83) + frame(0x81, b"x")))
    for _ in range(3):
        assert list(one.feed(frame(0x81, b"x" * 900))) == []
    assert len(one._buffer) == 0


def test_the_rest_of_what_was_too_big_is_not_held_either() -> None:
    one = reader()
    assert list(one.feed(frame(0x01, b"x" * 600))) == []
    with pytest.raises(FrameError):
        list(one.feed(frame(0x00, b"x" * 500)))
    with pytest.raises(FrameError):
        list(one.feed(frame(0x00, b"x" * 900)))
    assert list(one.feed(frame(0x00, b"x" * 900))) == []
    assert len(one._buffer) == 0


def test_a_compressed_frame_is_refused_where_nothing_was_agreed() -> None:
    with pytest.raises(FrameError) as caught:
        list(reader(inflates=False).feed(frame(0xC1, deflate(b"x"))))
    assert caught.value.code == PROTOCOL_ERROR


def test_a_pong_is_told_with_what_it_answers() -> None:
    assert list(reader().feed(frame(0x8A, b"abcd"))) == [(PONG, b"abcd")]
