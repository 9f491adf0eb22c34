"""One web process: `python -m chatty.ops.serve --fd N`, N being a listening socket.

uvicorn by default; `CHATTY_SERVER=daphne` is the portable fallback.
"""

import argparse
import os
import socket
import sys
from importlib import import_module

import django

from chatty.core.limits import limits

APPLICATION = "chatty.asgi:application"
_WEBSOCKET_PROTOCOL = "chatty.realtime.server:WebSocketProtocol"
_GRACEFUL_STOP_SECONDS = 10

# What takes the time of a start. The application itself comes after the gate: it reads the static
# files when it is made, and they are being collected meanwhile.
_IMPORTED_AHEAD = ("chatty.urls", "chatty.celery", "chatty.realtime.consumer")


def main() -> int:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="descriptor of a listening socket")
    parser.add_argument("--gate", type=int, help="descriptor whose end of file says: serve now")
    given = parser.parse_args()
    server = os.environ.get("CHATTY_SERVER") or "uvicorn"
    if server not in ("uvicorn", "daphne"):
        sys.stderr.write(f"CHATTY_SERVER must be uvicorn or daphne, not {server!r}.\n")
        return 2
    _prepare_imports()
    _wait_at(given.gate)
    if server == "daphne":
        _serve_with_daphne(given.fd)
    else:
        _serve_with_uvicorn(given.fd)
    return 0


def _serve_with_uvicorn(descriptor: int) -> None:
    import uvicorn  # noqa: PLC0415 - only the server that was chosen is loaded

    from chatty.ops.http_protocol import BoundedHttpProtocol  # noqa: PLC0415 - the same

    config = uvicorn.Config(
        APPLICATION,
        loop="uvloop",
        http=BoundedHttpProtocol,
        ws=_WEBSOCKET_PROTOCOL,
        ws_per_message_deflate=False,
        ws_max_size=limits.frame_bytes,
        ws_ping_interval=float(limits.heartbeat_seconds),
        ws_ping_timeout=None,  # Silence is judged by the consumer, which knows why it may be.
        lifespan="on",
        log_config=None,  # Django's settings configure logging.
        access_log=False,
        server_header=False,
        proxy_headers=False,  # chatty/asgi.py reads them, under every server alike.
        timeout_graceful_shutdown=_GRACEFUL_STOP_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


def _serve_with_daphne(descriptor: int) -> None:
    from daphne.cli import CommandLineInterface  # noqa: PLC0415 - the same

    from chatty.realtime.daphne_codes import allow_every_close_code  # noqa: PLC0415 - the same

    allow_every_close_code()
    arguments = [
        *("--fd", str(descriptor), "--no-server-name", "--verbosity", "0"),
        *("--ping-interval", str(limits.heartbeat_seconds)),
        *("--ping-timeout", str(limits.silence_seconds)),
        # Beyond these it drops the connection without a word; the consumer closes with 1009.
        *("--websocket-max-message-size", str(limits.request_body_bytes)),
        *("--websocket-max-frame-size", str(limits.request_body_bytes)),
    ]
    CommandLineInterface().run([*arguments, APPLICATION])


def _prepare_imports() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatty.settings")
    django.setup()
    for name in _IMPORTED_AHEAD:
        import_module(name)


def _wait_at(gate: int | None) -> None:
    """Wait until the supervisor closes its end: then the database is prepared."""
    if gate is not None:
        os.read(gate, 1)
        os.close(gate)


if __name__ == "__main__":
    sys.exit(main())
