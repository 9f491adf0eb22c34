"""Folders and buckets, made at a start and asked by /readyz.

moto checks no signature: what is proved here is the talk with a bucket, not who may have it.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.test import Client
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from chatty.core.storage_url import Bucket, read_bucket
from chatty.ops import storage
from chatty.ops.listening import bind_listener
from chatty.ops.management.commands import prepare
from chatty.ops.storage import StorageError, check_storage, make_storage


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "chatty")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret that no message repeats")
    make_client, clients = storage._client.__wrapped__, dict[Bucket, Any]()

    def client_of(bucket: Bucket) -> Any:
        if bucket not in clients:
            clients[bucket] = make_client(bucket)
        return clients[bucket]

    monkeypatch.setattr(storage, "_client", client_of)
    storage._answers.forget()
    yield
    # Or their connections are found open whenever rubbish is collected next.
    for client in clients.values():
        client.close()


def test_a_url_names_bucket_endpoint_and_region() -> None:
    found = read_bucket("s3://files?endpoint=https://s3.example.org:9000&region=eu-west-3")
    assert found is not None
    assert (found.name, found.endpoint, found.region) == (
        "files",
        "https://s3.example.org:9000",
        "eu-west-3",
    )
    assert read_bucket("s3://files") == Bucket("files", None, "us-east-1")
    assert read_bucket("file:///srv/files") is None


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-3"])
def test_a_bucket_is_made_once_and_found_again(s3: str, region: str) -> None:
    url = f"s3://files-{region}?endpoint={s3}&region={region}"
    with pytest.raises(StorageError, match=f"There is no bucket files-{region}"):
        check_storage(url)
    make_storage(url)
    make_storage(url)
    storage._answers.forget()
    check_storage(url)


def test_a_server_that_is_away_is_told_soon(s3: str) -> None:
    with bind_listener(host="127.0.0.1", port=0) as silent:
        url = f"s3://files?endpoint=http://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(StorageError, match=r"cannot be used: ReadTimeoutError\.") as told:
            check_storage(url)
        # Asked again at once, it is not waited for again.
        with pytest.raises(StorageError):
            check_storage(url)
        assert time.monotonic() - began < 2 * storage._ANSWER_SECONDS
    assert "secret" not in str(told.value)
    with pytest.raises(StorageError, match="EndpointConnectionError"):
        make_storage("s3://files?endpoint=http://127.0.0.1:9")


def test_without_keys_the_bucket_cannot_be_used(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    with pytest.raises(StorageError, match="NoCredentialsError"):
        make_storage(f"s3://files?endpoint={s3}")


@pytest.mark.django_db
def test_readiness_asks_the_bucket(s3: str, client: Client, settings: Settings) -> None:
    settings.STORAGE_URL = f"s3://asked?endpoint={s3}"
    assert client.get("/readyz").json()["checks"]["storage"] == "unavailable"
    make_storage(settings.STORAGE_URL)
    storage._answers.forget()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["storage"] == "ok"


def test_a_start_names_the_storage_that_cannot_be_made(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.STORAGE_URL = (tmp_path / "file" / "files").as_uri()
    with pytest.raises(CommandError, match=r"^CHATTY_STORAGE_URL: /.* cannot be made"):
        prepare._make_storage()
    settings.STORAGE_URL = "s3://files?endpoint=http://127.0.0.1:9"
    with pytest.raises(CommandError, match=r"^CHATTY_STORAGE_URL: The bucket files at http"):
        prepare._make_storage()
