"""Files in a folder.

Names are the program's own, so no name of a person's ever becomes a path. What is finished stands
at `<two signs>/<key>`; what is on its way in `incoming/<key>/`. Each attempt at a part has a file
of its own, which is copied to its place in one go: a client that comes back does not wait for the
line it has lost, and two of them never mix.
"""

import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from attachments.adapters.storage import (
    NotStoredError,
    PartWriter,
    StorageError,
    Stored,
    StoredPart,
    WrongSizeError,
)
from chatty.core.limits import limits

_FULL_REMEMBERED_SECONDS = 2.0
_COPY_BYTES = 1_048_576


class DiskStorage:
    """Keeps objects as files under `root`."""

    piece_bytes = 262_144
    holds_parts = False

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._full: tuple[float, bool] = (float("-inf"), False)

    def begin(self, key: str, *, parts: int) -> str:  # noqa: ARG002 - the storages' signature
        return ""

    def write_part(
        self,
        key: str,
        upload: str,  # noqa: ARG002 - the storages' signature
        *,
        number: int,
        parts: int,
        offset: int,
    ) -> PartWriter:
        with _told():
            folder = self._incoming / key
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return _PartFile(folder, number, whole=parts == 1, offset=offset)

    def finish(
        self,
        key: str,
        upload: str,  # noqa: ARG002 - the storages' signature
        *,
        parts: Sequence[StoredPart],  # noqa: ARG002 - the same
        size: int,
    ) -> None:
        here, there = self._incoming / key / "bytes", self._path(key)
        with _told():
            if self.size_of(key) == size:
                self.remove_incoming(key)
                return
            descriptor = os.open(here, os.O_RDONLY)
            try:
                # A part that is being copied to its place comes to its end before.
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                _require_in_place(descriptor, here)
                if os.fstat(descriptor).st_size != size:
                    raise WrongSizeError("There are fewer or more bytes than were to come.")
                self._make_folder(there.parent)
                os.fsync(descriptor)
                here.replace(there)
            finally:
                os.close(descriptor)
            _sync(there.parent)
            shutil.rmtree(self._incoming / key, ignore_errors=True)

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        with _told():
            self._make_folder(path.parent)
            draft = path.with_suffix(f".{secrets.token_hex(4)}")
            draft.write_bytes(data)
            _sync(draft)
            draft.replace(path)
            _sync(path.parent)

    def read_at(self, key: str, offset: int, length: int) -> bytes:
        with _told(), self._path(key).open("rb", buffering=0) as file:
            found = os.pread(file.fileno(), length, offset)
            while found and len(found) < length:
                more = os.pread(file.fileno(), length - len(found), offset + len(found))
                if not more:
                    break
                found += more
        if len(found) < length:
            raise NotStoredError("The file is cut short.")
        return found

    def size_of(self, key: str) -> int | None:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _failed(error) from None

    def remove(self, key: str, upload: str = "") -> None:  # noqa: ARG002 - the storages' signature
        with _told():
            self._path(key).unlink(missing_ok=True)
        self.remove_incoming(key)

    def remove_incoming(self, key: str, upload: str = "") -> None:  # noqa: ARG002 - the same
        with _told(), suppress(FileNotFoundError):
            shutil.rmtree(self._incoming / key)

    def walk(self) -> Iterator[Stored]:
        with _told():
            for folder in sorted(self._root.glob("??")):
                for path in sorted(folder.iterdir()):
                    # What was being put as it was looked at may be gone.
                    with suppress(FileNotFoundError):
                        yield _stored(path, path.stat(), is_finished=True)
            for folder in sorted(self._incoming.glob("*")):
                with suppress(FileNotFoundError):
                    newest = max(
                        (path.stat() for path in folder.iterdir()),
                        key=lambda found: found.st_mtime,
                        default=folder.stat(),
                    )
                    yield _stored(folder, newest, is_finished=False)

    def is_full(self) -> bool:
        """Above `limits.disk_full_percent`: a database on the same disk must not stop for files."""
        looked_at, found = self._full
        if time.monotonic() - looked_at > _FULL_REMEMBERED_SECONDS:
            with _told():
                usage = os.statvfs(self._root)
            used = 1 - usage.f_bavail / max(1, usage.f_blocks)
            found = used * 100 > limits.disk_full_percent
            self._full = (time.monotonic(), found)
        return found

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # A folder that is lost with the power takes along what was acknowledged in it.
            _sync(folder.parent)

    def _path(self, key: str) -> Path:
        return self._root / key[:2] / key


class _PartFile:
    """One attempt at one part."""

    def __init__(self, folder: Path, number: int, *, whole: bool, offset: int) -> None:
        self._folder, self._whole, self._offset = folder, whole, offset
        self._path = folder / f"{number}.{secrets.token_hex(8)}"
        self._file: BinaryIO = self._path.open("xb", buffering=0)

    def write(self, data: bytes) -> None:
        with _told():
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]

    def commit(self, digest: str) -> str:
        place = self._folder / "bytes"
        try:
            with _told(), self._file:
                if self._whole:
                    self._path.replace(place)
                else:
                    self._copy_to(place)
        finally:
            self._path.unlink(missing_ok=True)
        return digest

    def give_up(self) -> None:
        self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _copy_to(self, place: Path) -> None:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            # Two attempts at one part come here one after the other.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # What was finished meanwhile is a file by now, which nobody writes to.
            _require_in_place(descriptor, place)
            with self._path.open("rb") as source:
                at = self._offset
                while piece := source.read(_COPY_BYTES):
                    left = memoryview(piece)
                    while left:
                        written = os.pwrite(descriptor, left, at)
                        left, at = left[written:], at + written
        finally:
            os.close(descriptor)


def _require_in_place(descriptor: int, place: Path) -> None:
    """NotStoredError where another file stands there than the open one, or none."""
    opened, found = os.fstat(descriptor), place.stat()
    if (opened.st_dev, opened.st_ino) != (found.st_dev, found.st_ino):
        raise NotStoredError("The upload is over.")


def _stored(path: Path, found: os.stat_result, *, is_finished: bool) -> Stored:
    modified_at = datetime.fromtimestamp(found.st_mtime, UTC)
    return Stored(path.name, found.st_size, modified_at, is_finished)


def _sync(path: Path) -> None:
    """What is acknowledged survives the loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the system in the words of storages: theirs name paths."""
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        raise _failed(error) from None


def _failed(error: OSError) -> StorageError:
    if isinstance(error, FileNotFoundError):
        return NotStoredError("There is no such file.")
    return StorageError(f"The folder of files: {errno.errorcode.get(error.errno or 0, 'failed')}.")
