"""uvicorn's HTTP protocol with an end to what a request may hold beside its body.

httptools keeps headers, and trailers after a chunked body, for as long as they come: one anonymous
connection could fill the memory. tests/chatty/ops/test_http_protocol.py guards this subclass.
"""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536
"""As much as uvicorn allows with its other parser, h11."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Refuses with 400 a request whose bytes beside the body are more than `HEAD_BYTES`.

    Counted after each read, of at most 256 KB, so that much more may be held for a moment.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head_bytes = 0

    def data_received(self, data: bytes) -> None:
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes <= HEAD_BYTES or self.transport.is_closing():
            return
        cycle: Any = self.cycle  # None before the first request, whatever its type says.
        if cycle is None or cycle.response_complete:
            self.send_400_response("The headers are too long.")
        else:
            self.transport.close()

    def on_body(self, body: bytes) -> None:
        self._head_bytes -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._head_bytes = 0
        super().on_message_complete()
