"""Files in a bucket that speaks S3.

boto3 itself: the storages library for Django signs no uploads and knows no parts
(docs/decisions/0022). Whoever may send by a signed address may do so until it ends, so what comes
in one piece comes to `incoming/<key>`, and what stands at the key is a copy that no address names.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from attachments.adapters.storage import (
    NotStoredError,
    PartWriter,
    StorageError,
    Stored,
    StoredPart,
    WrongSizeError,
)
from chatty.core.limits import limits
from chatty.core.storage_url import Bucket

_CONNECT_SECONDS = 2.0
_ANSWER_SECONDS = 20.0
_INCOMING = "incoming/"
_GONE = {"404", "NoSuchKey", "NoSuchUpload", "NotFound"}


class BucketStorage:
    """Keeps objects in a bucket."""

    piece_bytes = 1_048_576
    holds_parts = True

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    @cached_property
    def client(self) -> Any:
        """boto3's; one for all threads."""
        import boto3  # noqa: PLC0415 - a third of a second, for those who keep files elsewhere
        from botocore.config import Config  # noqa: PLC0415 - the same

        return boto3.session.Session().client(
            "s3",
            endpoint_url=self._bucket.endpoint,
            region_name=self._bucket.region,
            config=Config(
                signature_version="s3v4",
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_ANSWER_SECONDS,
                retries={"total_max_attempts": 2},
                max_pool_connections=32,
                # Not every server knows the checksums that boto3 adds by itself.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={
                    "addressing_style": "path" if self._bucket.endpoint else "virtual",
                    # Else addresses in this one region name no region, and the page's policy does.
                    "us_east_1_regional_endpoint": "regional",
                },
            ),
        )

    def begin(self, key: str, *, parts: int) -> str:
        if parts == 1:
            return ""
        answer = self._ask("create_multipart_upload", Key=key, ContentType=_BINARY)
        return str(answer["UploadId"])

    def write_part(
        self,
        key: str,
        upload: str,
        *,
        number: int,
        parts: int,
        offset: int,  # noqa: ARG002 - the storages' signature
    ) -> PartWriter:
        if parts == 1:
            incoming = f"{_INCOMING}{key}"
            return _HeldPart(lambda body: self._ask("put_object", Key=incoming, Body=body))
        return _HeldPart(
            lambda body: self._ask(
                "upload_part", Key=key, UploadId=upload, PartNumber=number, Body=body
            )
        )

    def finish(self, key: str, upload: str, *, parts: Sequence[StoredPart], size: int) -> None:
        if self.size_of(key) == size:
            self.remove_incoming(key, upload)
            return
        if upload:
            self._join(key, upload, parts)
        else:
            self._take_in(key, size)
        found = self.size_of(key)
        if found is None:
            raise NotStoredError("There is no such object.")
        if found != size:
            raise WrongSizeError("There are fewer or more bytes than were to come.")

    def put(self, key: str, data: bytes) -> None:
        self._ask("put_object", Key=key, Body=data, ContentType=_BINARY)

    def read_at(self, key: str, offset: int, length: int) -> bytes:
        answer = self._ask("get_object", Key=key, Range=f"bytes={offset}-{offset + length - 1}")
        with _told():
            found = bytes(answer["Body"].read())
        if len(found) != length:
            raise NotStoredError("The object is cut short.")
        return found

    def size_of(self, key: str) -> int | None:
        try:
            return int(self._ask("head_object", Key=key)["ContentLength"])
        except NotStoredError:
            return None

    def remove(self, key: str, upload: str = "") -> None:
        self.remove_incoming(key, upload)
        self._ask("delete_object", Key=key)

    def remove_incoming(self, key: str, upload: str = "") -> None:
        if upload:
            with suppress(NotStoredError):
                self._ask("abort_multipart_upload", Key=key, UploadId=upload)
        self._ask("delete_object", Key=f"{_INCOMING}{key}")

    def walk(self) -> Iterator[Stored]:
        with _told():
            for page in self._pages("list_objects_v2"):
                for found in page.get("Contents", []):
                    name = str(found["Key"])
                    key = name.removeprefix(_INCOMING)
                    yield Stored(key, found["Size"], found["LastModified"], key == name)
            for page in self._pages("list_multipart_uploads"):
                for found in page.get("Uploads", []):
                    yield Stored(
                        found["Key"],
                        0,
                        found["Initiated"],
                        is_finished=False,
                        upload=found["UploadId"],
                    )

    def is_full(self) -> bool:
        return False

    def sign_post(self, key: str, *, size: int, mime_type: str) -> tuple[str, dict[str, str]]:
        answer = self.client.generate_presigned_post(
            Bucket=self._bucket.name,
            Key=f"{_INCOMING}{key}",
            Fields={"Content-Type": mime_type},
            Conditions=[["content-length-range", size, size], {"Content-Type": mime_type}],
            ExpiresIn=limits.upload_address_seconds,
        )
        return answer["url"], answer["fields"]

    def sign_part(self, key: str, upload: str, *, number: int, size: int) -> str:
        return self._sign(
            "upload_part",
            limits.upload_address_seconds,
            Key=key,
            UploadId=upload,
            PartNumber=number,
            # Signed, so that a part of another size is refused.
            ContentLength=size,
        )

    def list_parts(self, key: str, upload: str) -> list[StoredPart]:
        if not upload:
            size = self.size_of(f"{_INCOMING}{key}")
            return [] if size is None else [StoredPart(1, "", size)]
        found: list[StoredPart] = []
        try:
            with _told():
                for page in self._pages("list_parts", Key=key, UploadId=upload):
                    found += [
                        StoredPart(part["PartNumber"], part["ETag"].strip('"'), part["Size"])
                        for part in page.get("Parts", [])
                    ]
        except NotStoredError:
            return []
        return found

    def sign_get(self, key: str, *, mime_type: str, disposition: str) -> str:
        return self._sign(
            "get_object",
            limits.download_address_seconds,
            Key=key,
            ResponseContentType=mime_type,
            ResponseContentDisposition=disposition,
            ResponseCacheControl=f"private, max-age={limits.download_address_seconds}",
        )

    def _join(self, key: str, upload: str, parts: Sequence[StoredPart]) -> None:
        self._ask(
            "complete_multipart_upload",
            Key=key,
            UploadId=upload,
            MultipartUpload={
                "Parts": [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
            },
        )

    def _take_in(self, key: str, size: int) -> None:
        """Copy what came in one piece to where no signed address reaches."""
        found = self._ask("head_object", Key=f"{_INCOMING}{key}")
        if found["ContentLength"] != size:
            raise WrongSizeError("There are fewer or more bytes than were to come.")
        self._ask(
            "copy_object",
            Key=key,
            CopySource={"Bucket": self._bucket.name, "Key": f"{_INCOMING}{key}"},
            CopySourceIfMatch=found["ETag"],
            ContentType=_BINARY,
            MetadataDirective="REPLACE",
        )
        self._ask("delete_object", Key=f"{_INCOMING}{key}")

    def _sign(self, operation: str, seconds: int, **parameters: Any) -> str:
        signed: str = self.client.generate_presigned_url(
            operation, Params={"Bucket": self._bucket.name, **parameters}, ExpiresIn=seconds
        )
        return signed

    def _ask(self, operation: str, **parameters: Any) -> Any:
        with _told():
            return getattr(self.client, operation)(Bucket=self._bucket.name, **parameters)

    def _pages(self, operation: str, **parameters: Any) -> Any:
        return self.client.get_paginator(operation).paginate(Bucket=self._bucket.name, **parameters)


# What a browser does with it, signed addresses say.
_BINARY = "application/octet-stream"


class _HeldPart:
    """A part in memory: a bucket takes it whole."""

    def __init__(self, store: Callable[[bytes], Any]) -> None:
        self._store = store
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._pieces.append(data)

    def commit(self, digest: str) -> str:  # noqa: ARG002 - the storages' signature
        body = b"".join(self._pieces)
        self._pieces.clear()
        return str(self._store(body)["ETag"]).strip('"')

    def give_up(self) -> None:
        self._pieces.clear()


@contextmanager
def _told() -> Iterator[None]:
    """Errors in the words of storages: boto3's may repeat addresses with what was signed."""
    try:
        yield
    except ClientError as error:
        answer: dict[str, Any] = error.response
        code = str(answer.get("Error", {}).get("Code", ""))
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in _GONE or status == 404:
            raise NotStoredError("There is no such object.") from None
        raise StorageError(f"The bucket answers {status} ({code}).") from None
    except BotoCoreError as error:
        raise StorageError(f"The bucket cannot be used: {type(error).__name__}.") from None
