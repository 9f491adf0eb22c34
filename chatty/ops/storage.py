"""Where files go: a folder, or a bucket that speaks S3. Made at a start, asked by /readyz: who sets
up storage finds out at the first start, not at the first file.
"""

import os
import threading
import time
from functools import cache
from typing import Any

from chatty.core.storage_url import Bucket, read_bucket, read_folder

_CONNECT_SECONDS = 0.5
_ANSWER_SECONDS = 2.0
_REMEMBERED_SECONDS = 3.0


class StorageError(OSError):
    """The folder or bucket cannot be used. The text says why; no secret is in it."""


def make_storage(url: str) -> None:
    """Make the folder or the bucket when it is not there. Raises StorageError."""
    bucket = read_bucket(url)
    if bucket is not None:
        if not _find(bucket):
            _create(bucket)
        return
    folder = read_folder(url)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror}.") from None


def check_storage(url: str) -> None:
    """Raise StorageError when nothing could be stored now.

    Anybody may ask /readyz, so a bucket is asked by one thread at a time, and its answer counts for
    a moment.
    """
    bucket = read_bucket(url)
    if bucket is None:
        if not os.access(read_folder(url), os.W_OK | os.X_OK):
            raise StorageError(f"{read_folder(url)} cannot be written.")
        return
    _answers.ask(bucket)


class _Answers:
    """What buckets have lately answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Bucket, tuple[float, StorageError | None]] = {}

    def ask(self, bucket: Bucket) -> None:
        with self._lock:
            asked_at, trouble = self._known.get(bucket, (float("-inf"), None))
            if time.monotonic() - asked_at > _REMEMBERED_SECONDS:
                trouble = self._trouble(bucket)
                self._known[bucket] = (time.monotonic(), trouble)
        if trouble is not None:
            raise StorageError(str(trouble))

    def forget(self) -> None:
        """For tests, which change what stands behind an address."""
        self._known.clear()

    def _trouble(self, bucket: Bucket) -> StorageError | None:
        try:
            found = _find(bucket)
        except StorageError as error:
            return error
        return None if found else StorageError(f"There is no {bucket}.")


_answers = _Answers()


def _find(bucket: Bucket) -> bool:
    """Whether the bucket is there and ours to use. Raises StorageError for no answer."""
    try:
        _client(bucket).head_bucket(Bucket=bucket.name)
    except _errors() as error:
        if _status(error) == 404:
            return False
        raise StorageError(f"The {bucket} cannot be used: {_reason(error)}.") from None
    return True


def _create(bucket: Bucket) -> None:
    # Amazon's first region is the one that must not be named.
    where = {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}}
    try:
        _client(bucket).create_bucket(
            Bucket=bucket.name, **({} if bucket.region == "us-east-1" else where)
        )
    except _errors() as error:
        raise StorageError(f"The {bucket} cannot be made: {_reason(error)}.") from None


@cache
def _client(bucket: Bucket) -> Any:
    import boto3  # noqa: PLC0415 - a third of a second, for those who keep files elsewhere
    from botocore.config import Config  # noqa: PLC0415 - the same

    # A session of its own: the default one is for one thread.
    return boto3.session.Session().client(
        "s3",
        endpoint_url=bucket.endpoint,
        region_name=bucket.region,
        config=Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_ANSWER_SECONDS,
            retries={"total_max_attempts": 1},
            # Servers of one's own rarely have a name for each bucket.
            s3={"addressing_style": "path" if bucket.endpoint else "auto"},
        ),
    )


def _errors() -> tuple[type[Exception], ...]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - the same

    return (BotoCoreError, ClientError)


def _status(error: Exception) -> int:
    answer: dict[str, Any] = getattr(error, "response", None) or {}
    return int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _reason(error: Exception) -> str:
    """The kind of trouble; boto3's own words may repeat addresses with what was signed."""
    status = _status(error)
    return f"it answers {status}" if status else type(error).__name__
