"""Files in a bucket, by addresses that the bucket checks.

moto checks neither signatures nor ends, sizes nor types; the gate before it does
(`tests.attachments.s3_gate`).
"""

import hashlib
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx
import pytest
import time_machine
from django.core.management import call_command
from pytest_django import Settings

from attachments.adapters import storage as storages
from attachments.adapters.s3 import BucketStorage
from attachments.adapters.storage import StorageError
from attachments.models import Attachment, Blob
from attachments.operations import completing
from attachments.operations.endings import expire_attachments
from attachments.rules.sealed_parts import PART_BYTES, sealed_size
from chatty.core.clock import now
from chatty.core.errors import Unavailable
from chatty.core.limits import override_limits
from chatty.core.storage_url import Bucket
from chatty.ops.storage import _client, make_storage
from tests.asking import api_as, code_of
from tests.attachments.conftest import run_jobs
from tests.attachments.s3_gate import BUCKET, SECRET, gated_bucket
from tests.attachments.transfers import PNG, begin, fetch, upload
from tests.cast import Cast

KEY = "ab" * 24


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with gated_bucket() as address:
        yield address


@pytest.fixture
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "chatty")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


@pytest.fixture
def bucket(s3: str, folder: object, _keys: None, settings: Settings) -> Iterator[BucketStorage]:
    settings.STORAGE_URL = f"s3://{BUCKET}?endpoint={s3}"
    settings.FILE_ENCRYPTION = "storage"
    make_storage(settings.STORAGE_URL)
    storages._storage.cache_clear()
    storages._bucket.cache_clear()
    found = storages.direct_storage()
    assert isinstance(found, BucketStorage)
    for stored in list(found.walk()):
        found.remove(stored.key, stored.upload)
    yield found
    found.client.close()
    _client(Bucket(BUCKET, s3, "us-east-1")).close()
    _client.cache_clear()
    storages._storage.cache_clear()
    storages._bucket.cache_clear()


def post(upload: Any, data: bytes, **fields: str) -> int:
    form = {**upload["fields"], **fields}
    return httpx.post(upload["url"], data=form, files={"file": ("x", data)}).status_code


def test_a_small_file_goes_to_the_bucket_itself_and_comes_from_it(
    cast: Cast, bucket: BucketStorage
) -> None:
    bob = api_as(cast.bob)
    begun = begin(bob, cast.lounge.id, file_name="Hafen.png")
    path, where = f"/attachments/{begun['attachment']['id']}", begun["upload"]
    assert where["method"] == "POST"
    # Of another size or type, under another key or signature, it is refused.
    assert post(where, PNG + b"x") == 403
    assert post(where, PNG[:-1]) == 403
    assert post(where, PNG, **{"Content-Type": "text/html"}) == 403
    assert post(where, PNG, key="incoming/other") == 403
    assert post(where, PNG, **{"x-amz-signature": "0" * 64}) == 403
    assert code_of(bob("POST", f"{path}/complete")) == (409, "upload_incomplete")
    assert post(where, PNG) == 204
    assert bob.get(f"{path}/upload")["done"][0]["size"] == len(PNG)
    done = bob.ok("POST", f"{path}/complete")
    assert (done["status"], done["mime_type"]) == ("UPLOADED", "image/png")
    # Whoever has the address still may send, and reaches nothing by it.
    assert post(where, PNG[::-1]) == 204
    told = httpx.get(bob("GET", f"{path}/content").headers["Location"])
    assert (told.status_code, told.content) == (200, PNG)
    assert told.headers["content-type"] == "image/png"
    assert told.headers["content-disposition"].startswith('inline; filename="Hafen.png"')
    assert bytes(Blob.objects.get().sha256 or b"") == hashlib.sha256(PNG).digest()
    location = bob("GET", f"{path}/content").headers["Location"]
    assert httpx.get(location.replace("image%2Fpng", "text%2Fhtml")).status_code == 403
    with time_machine.travel(now().timestamp() + 301, tick=False):
        assert httpx.get(location).status_code == 403
    assert httpx.get(location, headers={"Range": "bytes=2-4"}).content == PNG[2:5]
    # What they have sent goes, and the file stays.
    key = Blob.objects.get().storage_key
    assert sorted(stored.is_finished for stored in bucket.walk()) == [False, True]
    with override_limits(upload_hours=-2):
        call_command("check_files", "--fix", stdout=StringIO())
    assert [(stored.key, stored.is_finished) for stored in bucket.walk()] == [(key, True)]


def _fail(*_given: object) -> None:
    raise Unavailable("Just now nothing goes.")


def test_a_large_file_goes_by_parts_of_the_buckets_own(
    cast: Cast, bucket: BucketStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = api_as(cast.bob)
    data = bytes(PART_BYTES) + b"the end"
    begun = begin(bob, cast.lounge.id, data, mime_type="application/zip", file_name="a.zip")
    path, parts = f"/attachments/{begun['attachment']['id']}", begun["upload"]["parts"]
    pieces = [data[:PART_BYTES], data[PART_BYTES:]]
    # The length is signed; so is which part it is.
    assert httpx.put(parts[1]["url"], content=b"the end!").status_code == 403
    assert (
        httpx.put(parts[1]["url"].replace("Number=2", "Number=3"), content=b"x").status_code == 403
    )
    assert httpx.put(parts[1]["url"], content=pieces[1]).status_code == 200
    refused = bob("POST", f"{path}/complete")
    assert refused.json()["errors"] == {"parts": ["1"]}
    assert [part["number"] for part in bob.get(f"{path}/upload")["done"]] == [2]
    (fresh,) = bob.ok("POST", f"{path}/upload/parts", {"numbers": [1]})["parts"]
    told = httpx.put(fresh["url"], content=pieces[0])
    sent = [{"number": 1, "etag": told.headers["etag"]}]
    # Once the bucket has joined the parts it does not list them: what fails after that is repeated.
    with monkeypatch.context() as patched:
        patched.setattr(completing, "announce", _fail)
        assert bob("POST", f"{path}/complete", {"parts": sent}).status_code == 503
    done = bob.ok("POST", f"{path}/complete", {"parts": sent})
    assert done["kind"] == "file"
    # moto has no word for an upload that is over; what matters is that nothing changes.
    assert httpx.put(fresh["url"], content=pieces[0]).status_code >= 400
    location = bob("GET", f"{path}/content").headers["Location"]
    told = httpx.get(location, headers={"Range": f"bytes={PART_BYTES - 1}-"})
    assert told.content == b"\0the end"
    assert told.headers["content-disposition"].startswith("attachment;")
    assert told.headers["content-type"] == "application/octet-stream"


def _be_away(*_given: object) -> None:
    raise StorageError("The bucket cannot be used.")


def test_uploads_that_were_left_leave_nothing_in_the_bucket(
    cast: Cast, bucket: BucketStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = api_as(cast.bob)
    small = begin(bob, cast.lounge.id)
    assert post(small["upload"], PNG) == 204
    large = begin(bob, cast.lounge.id, b"", size=2 * PART_BYTES, mime_type="video/mp4")
    url = large["upload"]["parts"][0]["url"]
    assert httpx.put(url, content=bytes(PART_BYTES)).status_code == 200
    assert sorted(stored.is_finished for stored in bucket.walk()) == [False, False]
    Attachment.objects.update(expires_at=now())
    assert expire_attachments() == 2
    run_jobs()
    assert list(bucket.walk()) == []
    assert not Blob.objects.exists()
    # A refused beginning leaves no upload either.
    body = {
        "conversation_id": str(cast.lounge.id), "file_name": "a", "mime_type": "video/mp4",
        "size": 2 * PART_BYTES,
    }  # fmt: skip
    with override_limits(files_per_person_bytes=5):
        assert code_of(bob("POST", "/attachments", body)) == (413, "quota_exceeded")
        assert list(bucket.walk()) == []
        # Nor does a bucket that fails at that moment change why it was refused.
        with monkeypatch.context() as patched:
            patched.setattr(BucketStorage, "remove", _be_away)
            assert code_of(bob("POST", "/attachments", body)) == (413, "quota_exceeded")


@pytest.mark.parametrize("size", [len(PNG), PART_BYTES + 9])
def test_a_bucket_that_is_not_trusted_gets_sealed_bytes(
    cast: Cast, bucket: BucketStorage, settings: Settings, size: int
) -> None:
    settings.FILE_ENCRYPTION = "chatty"
    bob = api_as(cast.bob)
    data = (PNG * (size // len(PNG) + 1))[:size]
    done = upload(bob, cast.lounge.id, data)
    (stored,) = bucket.walk()
    assert (stored.size, stored.is_finished) == (sealed_size(size), True)
    assert PNG[:32] not in bucket.read_at(stored.key, 0, 2_000)
    assert fetch(bob, done["id"]).body == data
    assert fetch(bob, done["id"], range=f"bytes={size - 3}-").body == data[-3:]
    # An instance that changes its mind keeps what it has.
    settings.FILE_ENCRYPTION = "storage"
    assert fetch(bob, done["id"]).body == data


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_addresses_of_amazons_are_where_the_page_may_go(region: str) -> None:
    bucket = Bucket("files", None, region)
    amazon = BucketStorage(bucket)
    url, _fields = amazon.sign_post(KEY, size=9, mime_type="image/png")
    fetched = amazon.sign_get(KEY, mime_type="image/png", disposition="inline")
    amazon.client.close()
    for address in (url, fetched):
        assert address.startswith(f"{bucket.origin}/"), address


@pytest.mark.usefixtures("_keys")
def test_a_bucket_that_does_not_answer_is_said_to_be_away(cast: Cast, settings: Settings) -> None:
    settings.STORAGE_URL = "s3://files?endpoint=http://127.0.0.1:9"
    settings.FILE_ENCRYPTION = "storage"
    gone = BucketStorage(Bucket("files", "http://127.0.0.1:9", "us-east-1"))
    began = time.monotonic()
    with pytest.raises(StorageError, match="EndpointConnectionError"):
        gone.size_of(KEY)
    body = {
        "conversation_id": str(cast.lounge.id), "file_name": "a", "mime_type": "video/mp4",
        "size": 2 * PART_BYTES,
    }  # fmt: skip
    assert code_of(api_as(cast.bob)("POST", "/attachments", body)) == (503, "unavailable")
    assert time.monotonic() - began < 20
