"""The web process's composition root: HTTP by WSGI in one thread hop, sockets and the bytes of
files by ASGI.
"""

import os
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatty.settings")
os.environ.setdefault("CHATTY_PROCESS", "web")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

handler = get_wsgi_application()

from attachments.adapters.addresses import PREFIX as FILES
from attachments.serving.endpoint import FilesEndpoint
from chatty.celery import app as _queue  # noqa: F401 - configures the queue that jobs are hinted to
from chatty.core.threads import threads
from chatty.core.wsgi_bridge import Receive, Scope, Send, WSGIBridge, is_safe
from chatty.realtime.consumer import SocketConsumer
from chatty.realtime.process import start_realtime, stop_realtime
from chatty.realtime.registry import register_operation
from chatty.sync import sync_operation

# Asked by supervisors, who would take an answer that waits for that of a broken server.
_NEVER_WAIT = ("/healthz", "/readyz", "/metrics")
_SYNC = "/api/v1/sync"


def is_read(scope: Scope) -> bool:
    """Whether a request waits for its turn among those who load pages, lists and changes."""
    return scope["path"] == _SYNC or (is_safe(scope) and scope["path"] not in _NEVER_WAIT)


_http = WSGIBridge(handler, threads(), is_read=is_read)
_files = FilesEndpoint()
_socket = SocketConsumer.as_asgi()
register_operation("sync", sync_operation)

SOCKET_PATH = "/ws/v1"


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Route one ASGI scope."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(FILES):
        await _files(scope, receive, send)
    elif scope["type"] == "http":
        await _http(scope, receive, send)
    elif scope["type"] == "websocket" and scope["path"] == SOCKET_PATH:
        await _socket(scope, receive, send)
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4404})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await start_realtime()
        else:
            await stop_realtime()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


# Only what named proxies say of a request's origin is believed (CHATTY_TRUSTED_PROXIES).
application = (
    ProxyHeadersMiddleware(cast("Any", serve), trusted_hosts=settings.TRUSTED_PROXIES)
    if settings.TRUSTED_PROXIES
    else serve
)
