"""Close codes under daphne: its library lets applications close with 1000 and 3000 to 4999 only.

The wire contract closes with 1009 and 1013 too. Refused there, the socket would stay open, neither
greeted nor closed.
"""

from typing import Any

from daphne.ws_protocol import WebSocketProtocol


def allow_every_close_code() -> None:
    """Have daphne send the code that it is given."""
    WebSocketProtocol.serverClose = _close


def _close(protocol: Any, code: int | None = None) -> None:
    protocol.sendCloseFrame(code=1000 if code is None else code)
