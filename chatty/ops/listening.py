"""The listening socket: bound once by the supervisor, handed to every web process."""

import errno
import socket

from chatty.ops.refusal import StartRefused

BACKLOG_CONNECTIONS = 2048
"""Connections that wait while a web process restarts; net.core.somaxconn may make it fewer."""


def bind_listener(*, host: str, port: int) -> socket.socket:
    """Return a listening, non-blocking TCP socket on `host`:`port` (port 0: any free one).

    Raises StartRefused with one clear line when the address cannot be had.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise StartRefused(_explain(error, host=host, port=port)) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG_CONNECTIONS)
    except OSError as error:
        listener.close()
        raise StartRefused(_explain(error, host=host, port=port)) from None
    listener.setblocking(False)
    return listener


def _explain(error: OSError, *, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program. Stop that program, "
            f"or choose another port: ./bin/up --port {port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return (
            f"This user may not listen on port {port}. Choose one above 1023: "
            f"./bin/up --port 8000, and let a proxy in front forward to it."
        )
    return (
        f"Cannot listen on {host}:{port} ({error.strerror}). "
        f"Set CHATTY_HOST to an address of this machine."
    )
