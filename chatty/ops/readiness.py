"""Asking a server whether it is ready, the way a stranger would."""

import http.client
import socket
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 1.0
"""Short: who asks has other things to look after, and may ask again."""
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (addresses to recognise, not to bind)


def probe_readiness(listener: socket.socket, public_url: str) -> tuple[bool, str]:
    """Return whether /readyz answers 200 on `listener`'s address, and what it said.

    The Host header is the public one: the server refuses others.
    """
    host, port = listener.getsockname()[:2]
    connection = http.client.HTTPConnection(
        _WILDCARDS.get(host, host), port, timeout=_TIMEOUT_SECONDS
    )
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(public_url).netloc})
        response = connection.getresponse()
        return response.status == http.client.OK, response.read(2000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return False, str(error) or type(error).__name__
    finally:
        connection.close()
