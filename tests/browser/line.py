"""The line between browsers and a server, to be cut and mended."""

import socket
import threading
from contextlib import suppress


class Line:
    """A line between browsers and a server that a test can cut."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.target = ("127.0.0.1", 0)
        self._cut = threading.Event()
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection and refuse new ones."""
        self._cut.set()
        self._end(*self._open.copy())

    def mend(self) -> None:
        """Let connections through again."""
        self._cut.clear()

    def close(self) -> None:
        """Cut for good."""
        self.cut()
        self._listener.close()

    def _end(self, *ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            if self._cut.is_set():
                near.close()
                continue
            try:
                far = socket.create_connection(self.target)
            except OSError:
                near.close()  # Nobody is there now; somebody may be later.
                continue
            self._open |= {near, far}
            if self._cut.is_set():
                # Meanwhile: whoever cut it may not have seen these.
                self._end(near, far)
                continue
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        """Carry what either end says to the other one, until both have ended."""
        answers = threading.Thread(target=_pump, args=(far, near), daemon=True)
        answers.start()
        _pump(near, far)
        answers.join()
        self._open -= {near, far}
        self._end(near, far)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
