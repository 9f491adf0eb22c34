"""Virus scanners of tests: a small one that speaks as clamd does, and clamd itself."""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIGNATURE = b"chatty test signature: harmful"
NAME = "Chatty.Test-1.UNOFFICIAL"
SMALL_LIMIT = 2_000_000


class SmallClamd:
    """Finds one text in what it is handed, takes no more than `SMALL_LIMIT` bytes, and counts.

    `answer` is said instead of a verdict; it is the whole of what it hears that it looks at.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.scanned: list[int] = []
        self.answer: bytes | None = None
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """As if it had never been."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.path.unlink()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as heard:
                connection.sendall(self._scan(heard) + b"\0")

    def _scan(self, heard: object) -> bytes:
        read = heard.read  # type: ignore[attr-defined]  # a file of a socket
        assert read(10) == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack(">I", read(4))[0]:
            data += read(length)
            if len(data) > SMALL_LIMIT:
                return b"INSTREAM size limit exceeded. ERROR"
        self.scanned.append(len(data))
        if self.answer is not None:
            return self.answer
        return f"stream: {NAME} FOUND".encode() if SIGNATURE in data else b"stream: OK"


@contextmanager
def small_clamd() -> Iterator[SmallClamd]:
    """One that listens; paths of sockets are short, so it has a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="chatty") as folder:
        scanner = SmallClamd(Path(folder, "clamd"))
        try:
            yield scanner
        finally:
            if scanner.path.exists():
                scanner.close()


@contextmanager
def real_clamd() -> Iterator[Path]:
    """The socket of Debian's clamd, which knows this one signature alone."""
    with tempfile.TemporaryDirectory(prefix="chatty") as name:
        folder = Path(name)
        # Whoever it runs as reads it.
        folder.chmod(0o755)
        (folder / "own.ndb").write_text(f"{NAME.rpartition('.')[0]}:0:*:{SIGNATURE.hex()}\n")
        place = folder / "socket"
        (folder / "clamd.conf").write_text(
            f"LocalSocket {place}\nDatabaseDirectory {folder}\nTemporaryDirectory {folder}\n"
            f"Foreground yes\nStreamMaxLength 2M\nConcurrentDatabaseReload no\n"
        )
        with subprocess.Popen(
            [_clamd(), "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL
        ) as process:
            try:
                _await(place, process)
                yield place
            finally:
                process.terminate()


def _clamd() -> str:
    """Where it is, after installing it where that can be done."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    if shutil.which("clamd", path=path) is None and os.geteuid() == 0:
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", "clamav-daemon"],
            check=False,
            stdout=subprocess.DEVNULL,
        )
    found = shutil.which("clamd", path=path)
    assert found is not None, "Install clamd (Debian: clamav-daemon) for the long tests."
    return found


def _await(place: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not place.exists():
        assert process.poll() is None, "clamd did not start."
        assert time.monotonic() < deadline, "clamd does not listen."
        time.sleep(0.05)
