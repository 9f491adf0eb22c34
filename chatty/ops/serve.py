"""One web process: `python -m chatty.ops.serve --fd N`, N being a listening socket.

Under another supervisor than bin/up (containers, systemd): `--host 0.0.0.0 --port 8000`.
uvicorn by default; `CHATTY_SERVER=daphne` is the portable fallback.
"""

import argparse
import os
import socket
import sys
from importlib import import_module

import django

from chatty.core.limits import limits
from chatty.ops.listening import bind_listener
from chatty.ops.refusal import StartRefused

APPLICATION = "chatty.asgi:application"
_WEBSOCKET_PROTOCOL = "chatty.realtime.server:WebSocketProtocol"
_GRACEFUL_STOP_SECONDS = 10

# What takes the time of a start. The application itself comes after the gate: it reads the static
# files when it is made, and they are being collected meanwhile.
_IMPORTED_AHEAD = ("chatty.urls", "chatty.celery", "chatty.realtime.consumer")


def main() -> int:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--fd", type=int, help="descriptor of a listening socket")
    place.add_argument("--port", type=int, help="TCP port to listen on")
    parser.add_argument("--host", default="127.0.0.1", help="address for --port (127.0.0.1)")
    parser.add_argument("--gate", type=int, help="descriptor whose end of file says: serve now")
    given = parser.parse_args()
    server = os.environ.get("CHATTY_SERVER") or "uvicorn"
    if server not in ("uvicorn", "daphne"):
        sys.stderr.write(f"CHATTY_SERVER must be uvicorn or daphne, not {server!r}.\n")
        return 2
    try:
        descriptor = given.fd if given.port is None else _listen(given.host, given.port)
    except StartRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    _prepare_imports()
    _wait_at(given.gate)
    if server == "daphne":
        _serve_with_daphne(descriptor)
    else:
        _serve_with_uvicorn(descriptor)
    return 0


def _listen(host: str, port: int) -> int:
    """Take the address at once, serve later; StartRefused when it cannot be had."""
    return bind_listener(host=host, port=port).detach()


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
