"""permessage-deflate: what is taken up of an offer, and how much a message may become."""

import zlib

import pytest

from chatty.realtime.deflate import (
    ANSWER,
    DeflateError,
    TooBigError,
    answer_offers,
    deflate,
    inflate,
)


@pytest.mark.parametrize(
    "offered",
    [
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        'permessage-deflate; client_max_window_bits="12"; server_no_context_takeover',
        "permessage-deflate; server_max_window_bits=15; client_no_context_takeover",
        "x-webkit-deflate-frame, Permessage-Deflate",
        "permessage-deflate; server_max_window_bits=9, permessage-deflate",
    ],
)
def test_an_offer_is_taken_up(offered: str) -> None:
    assert answer_offers(offered) == ANSWER


@pytest.mark.parametrize(
    "offered",
    [
        "",
        "x-other",
        "permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_no_context_takeover=1",
        "permessage-deflate; unknown",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
    ],
)
def test_what_cannot_be_kept_is_not_promised(offered: str) -> None:
    assert answer_offers(offered) is None


def test_what_was_deflated_is_inflated() -> None:
    text = bytes(range(256)) * 100
    assert inflate(deflate(text), max_bytes=len(text)) == text


def test_a_bomb_is_never_made_bigger_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = deflate(b"\0" * 50_000_000)
    assert len(bomb) < 250_000
    made: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, bits: int) -> None:
            self.inner = real(bits)

        def decompress(self, data: bytes, most: int) -> bytes:
            out = self.inner.decompress(data, most)
            made.append(len(out))
            return out

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    with pytest.raises(TooBigError):
        inflate(bomb, max_bytes=102_400)
    assert made == [102_401]


def test_what_is_no_deflated_data_is_refused() -> None:
    with pytest.raises(DeflateError):
        inflate(b"\xff\xff\xff", max_bytes=100)
