"""What attachments ask of whatever keeps their bytes: a folder, or a bucket."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings

from chatty.core.errors import Unavailable
from chatty.core.storage_url import read_bucket, read_folder

log = logging.getLogger(__name__)


class StorageError(OSError):
    """The storage does not do what it should. The text says what, and no secret."""


class NotStoredError(StorageError):
    """What was asked for is not there, or not as much of it."""


class WrongSizeError(StorageError):
    """What is there has another size than it was to have."""


@contextmanager
def asking_storage() -> Iterator[None]:
    """A storage that does not do what it should is nobody's fault who asks: Unavailable.
    NotStoredError and WrongSizeError are answers, and pass.
    """
    try:
        yield
    except (NotStoredError, WrongSizeError):
        raise
    except StorageError as error:
        log.warning("storage.failed", extra={"reason": str(error)})
        raise Unavailable("Files cannot be reached just now.", retry_after=5) from None


@dataclass(frozen=True, slots=True)
class Stored:
    """An object in the storage, or what is there of an upload that is not finished, with what the
    storage calls that.
    """

    key: str
    size: int
    modified_at: datetime
    is_finished: bool
    upload: str = ""


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part of an upload. `etag` is what the storage calls its bytes."""

    number: int
    etag: str
    size: int


class PartWriter(Protocol):
    """Takes the bytes of one part, a piece at a time. Either `commit` or `give_up` ends it."""

    def write(self, data: bytes) -> None:
        """Take more."""

    def commit(self, digest: str) -> str:
        """The bytes stand in their place, of which `digest` is a name; answers their etag."""

    def give_up(self) -> None:
        """As if nothing had come."""


class Storage(Protocol):
    """Keeps objects by keys that the program makes. Every method may raise StorageError."""

    piece_bytes: int
    """How much is best read at once."""
    holds_parts: bool
    """Whether a writer keeps its whole part in memory."""

    def begin(self, key: str, *, parts: int) -> str:
        """Make ready for an upload; what the storage calls it, empty for nothing."""

    def write_part(
        self, key: str, upload: str, *, number: int, parts: int, offset: int
    ) -> PartWriter:
        """Take part `number` of `parts`, whose place in the object begins at `offset`."""

    def finish(self, key: str, upload: str, *, parts: Sequence[StoredPart], size: int) -> None:
        """Make one object of `size` bytes of the parts; once more is the same, and what was sent
        after the first time goes. NotStoredError where there is nothing, WrongSizeError.
        """

    def put(self, key: str, data: bytes) -> None:
        """Store a small object at once."""

    def read_at(self, key: str, offset: int, length: int) -> bytes:
        """Exactly these bytes of an object; NotStoredError."""

    def size_of(self, key: str) -> int | None:
        """How large an object is; None where there is none."""

    def remove(self, key: str, upload: str = "") -> None:
        """Remove an object and whatever there is of its upload; nothing there is fine."""

    def remove_incoming(self, key: str, upload: str = "") -> None:
        """Remove what there is of an upload, and leave the object that stands at the key."""

    def walk(self) -> Iterator[Stored]:
        """Everything that is there."""

    def is_full(self) -> bool:
        """Whether nothing more should be stored."""


class DirectStorage(Storage, Protocol):
    """A storage that clients reach by addresses that it checks itself."""

    def sign_post(self, key: str, *, size: int, mime_type: str) -> tuple[str, dict[str, str]]:
        """Where to POST a form with these fields and exactly so many bytes of that type."""

    def sign_part(self, key: str, upload: str, *, number: int, size: int) -> str:
        """Where to PUT a part of exactly so many bytes."""

    def list_parts(self, key: str, upload: str) -> list[StoredPart]:
        """What is there; nothing for an upload that is over."""

    def sign_get(self, key: str, *, mime_type: str, disposition: str) -> str:
        """Where to GET an object, told to be of that type and to be treated so."""


def installed_storage() -> Storage:
    """What `CHATTY_STORAGE_URL` names."""
    return _storage(settings.STORAGE_URL)


def direct_storage() -> DirectStorage | None:
    """The same, where clients reach it themselves: a bucket whose bytes it seals itself
    (`CHATTY_FILE_ENCRYPTION`).
    """
    if settings.FILE_ENCRYPTION == "chatty" or read_bucket(settings.STORAGE_URL) is None:
        return None
    return _bucket(settings.STORAGE_URL)


@cache
def _storage(url: str) -> Storage:
    if read_bucket(url) is not None:
        return _bucket(url)
    from attachments.adapters.disk import DiskStorage  # noqa: PLC0415 - it builds on this module

    return DiskStorage(read_folder(url))


@cache
def _bucket(url: str) -> DirectStorage:
    from attachments.adapters.s3 import BucketStorage  # noqa: PLC0415 - boto3 takes a third of a second

    bucket = read_bucket(url)
    assert bucket is not None  # noqa: S101 - asked of such URLs alone
    return BucketStorage(bucket)
