"""permessage-deflate (RFC 7692) without context takeover on either side.

So a message is compressed once for everyone, and no socket keeps a window: 32 KB and more each.
"""

import zlib

NAME = "permessage-deflate"
ANSWER = f"{NAME}; server_no_context_takeover; client_no_context_takeover"

_TAIL = b"\x00\x00\xff\xff"
_WINDOW_BITS = 15
# Most of what can be won for a third of the time of the default, 6.
_LEVEL = 2


class TooBigError(Exception):
    """A message inflates to more than it may hold."""


class DeflateError(Exception):
    """A message is no deflated data."""


def answer_offers(offered: str) -> str | None:
    """What to answer to `Sec-WebSocket-Extensions`; None if nothing of it can be taken up."""
    for offer in offered.split(","):
        name, *parameters = (part.strip() for part in offer.split(";"))
        if name.lower() == NAME and _is_acceptable(parameters):
            return ANSWER
    return None


def _is_acceptable(parameters: list[str]) -> bool:
    seen: set[str] = set()
    for parameter in parameters:
        name, has_value, value = (part.strip() for part in parameter.partition("="))
        number = value.strip('"')
        is_known = {
            "server_no_context_takeover": not has_value,
            "client_no_context_takeover": not has_value,
            # Frames for everyone have the widest window; who cannot hold it gets none of them.
            "server_max_window_bits": number == str(_WINDOW_BITS),
            "client_max_window_bits": not has_value or number in map(str, range(8, 16)),
        }
        if name in seen or not is_known.get(name, False):
            return False
        seen.add(name)
    return True


def deflate(payload: bytes) -> bytes:
    """A message's payload, compressed, without the tail that the receiver puts back."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -_WINDOW_BITS)
    data = compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
    return data[: -len(_TAIL)]


def inflate(payload: bytes, *, max_bytes: int) -> bytes:
    """The message; never makes more than `max_bytes` of it. TooBigError, DeflateError."""
    decompressor = zlib.decompressobj(-_WINDOW_BITS)
    try:
        data = decompressor.decompress(payload + _TAIL, max_bytes + 1)
    except zlib.error as error:
        raise DeflateError(str(error)) from None
    if len(data) > max_bytes:
        raise TooBigError
    return data
