"""Uploads, from the first word to a file that can be sent."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from attachments.adapters.storage import _storage
from attachments.models import Attachment, Blob, FileUsage, Upload
from attachments.rules.sealed_parts import PART_BYTES, sealed_size
from chatty.core.limits import override_limits
from tests.asking import api_as, code_of
from tests.attachments.conftest import files_in, run_jobs
from tests.attachments.transfers import PNG, TEXT, ask_endpoint, begin, fetch, put_all, upload
from tests.cast import Cast
from tests.conftest import Published

pytestmark = pytest.mark.usefixtures("folder")


def test_a_file_comes_whole_and_is_read_again_in_ranges(
    cast: Cast, folder: Path, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    bob = api_as(cast.bob)
    sha256 = hashlib.sha256(PNG).hexdigest()
    begun = begin(
        bob, cast.lounge.id, file_name="../../Ha\u202efen.png", alt="A pier", sha256=sha256
    )
    upload_json = begun["upload"]
    assert upload_json["method"] == "PUT"
    assert upload_json["expires_in"] == 900
    assert begun["attachment"]["status"] == "UPLOADING"
    parts = put_all(begun, PNG)
    with django_capture_on_commit_callbacks(execute=True):
        done = bob.ok(
            "POST", f"/attachments/{begun['attachment']['id']}/complete", {"parts": parts}
        )
    assert done == bob.ok("POST", f"/attachments/{done['id']}/complete")
    assert done == bob.get(f"/attachments/{done['id']}")
    assert (done["file_name"], done["alt"]) == ("Hafen.png", "A pier")
    assert (done["kind"], done["mime_type"], done["status"]) == ("image", "image/png", "UPLOADED")
    (told,) = published.events("attachment.updated")
    assert told["topic"] == f"user:{cast.bob.id}"
    assert told["d"] == {**done, "message_id": None}
    # Nothing of it lies in the clear, and nothing of its name anywhere.
    (path,) = files_in(folder)
    assert path.stat().st_size == sealed_size(len(PNG))
    assert PNG[:64] not in path.read_bytes()
    assert "afen" not in str(path)
    assert b"Hafen" not in bytes(Attachment.objects.get().file_name)
    whole = fetch(bob, done["id"])
    assert (whole.status, whole.body) == (200, PNG)
    assert whole.headers["content-type"] == "image/png"
    assert whole.headers["content-disposition"].startswith('inline; filename="Hafen.png"')
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    some = fetch(bob, done["id"], range="bytes=100-199")
    assert (some.status, some.body) == (206, PNG[100:200])
    assert some.headers["content-range"] == f"bytes 100-199/{len(PNG)}"
    tag = whole.headers["etag"]
    assert fetch(bob, done["id"], if_none_match=tag).status == 304
    assert fetch(bob, done["id"], range="bytes=5-", if_range=tag).body == PNG[5:]
    assert fetch(bob, done["id"], range="bytes=5-", if_range='"other"').body == PNG
    assert fetch(bob, done["id"], range=f"bytes={len(PNG)}-").status == 416


def test_a_large_file_comes_in_parts_in_any_order_and_is_resumed(cast: Cast, folder: Path) -> None:
    bob = api_as(cast.bob)
    data = bytes(2 * PART_BYTES) + b"the end"
    begun = begin(bob, cast.lounge.id, data, file_name="a.bin", mime_type="application/zip")
    path = f"/attachments/{begun['attachment']['id']}"
    parts = begun["upload"]["parts"]
    assert [part["number"] for part in parts] == [1, 2, 3]
    last = ask_endpoint("PUT", parts[2]["url"], [b"the ", b"end"])
    assert last.status == 200
    missing = bob("POST", f"{path}/complete")
    assert code_of(missing) == (409, "upload_incomplete")
    assert missing.json()["errors"] == {"parts": ["1", "2"]}
    # A part that is broken off leaves nothing.
    assert ask_endpoint("PUT", parts[0]["url"], [bytes(1_000)], leave=True).status == 0
    going_on = bob.get(f"{path}/upload")
    assert going_on["done"] == [{"number": 3, "etag": last.headers["etag"].strip('"'), "size": 7}]
    assert [part["number"] for part in going_on["parts"]] == [1, 2]
    fresh = bob.ok("POST", f"{path}/upload/parts", {"numbers": [2, 1, 2]})
    assert [part["number"] for part in fresh["parts"]] == [1, 2]
    for part in fresh["parts"]:
        # Sent twice, the second one counts, and both open.
        for _ in range(2):
            assert ask_endpoint("PUT", part["url"], [bytes(PART_BYTES)]).status == 200
    assert code_of(bob("POST", f"{path}/upload/parts", {"numbers": [4]})) == (400, "invalid")
    wrong = {"parts": [{"number": 3, "etag": "another"}]}
    assert code_of(bob("POST", f"{path}/complete", wrong)) == (409, "upload_incomplete")
    wrong = {"parts": [{"number": 3, "etag": last.headers["etag"], "sha256": "0" * 64}]}
    assert bob("POST", f"{path}/complete", wrong).json()["errors"] == {"parts": ["3"]}
    done = bob.ok("POST", f"{path}/complete")
    assert (done["kind"], done["mime_type"]) == ("file", "application/octet-stream")
    assert [file.stat().st_size for file in files_in(folder)] == [sealed_size(len(data))]
    end = fetch(bob, done["id"], range=f"bytes={PART_BYTES - 2}-")
    assert end.body == data[PART_BYTES - 2 :]
    assert end.headers["content-disposition"].startswith("attachment;")
    assert bytes(Blob.objects.get().sha256 or b"") == hashlib.sha256(data).digest()
    assert code_of(bob("GET", f"{path}/upload")) == (409, "upload_incomplete")
    assert ask_endpoint("PUT", parts[0]["url"], [bytes(PART_BYTES)]).status == 404


@pytest.mark.parametrize(
    "data, details",
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", {}),
        (b"MZ" + bytes(400), {"mime_type": "video/mp4"}),
        (b"<html><script>alert(1)</script>", {"mime_type": "audio/mpeg"}),
        (PNG, {"mime_type": "video/mp4"}),
        (PNG, {"sha256": "0" * 64}),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_was_said_to_be_is_not_kept(
    cast: Cast, folder: Path, data: bytes, details: dict[str, Any]
) -> None:
    bob = api_as(cast.bob)
    begun = begin(bob, cast.lounge.id, data, **details)
    headers = {"content_type": details.get("mime_type", "image/png")}
    assert ask_endpoint("PUT", str(begun["upload"]["url"]), [data], headers).status == 200
    path = f"/attachments/{begun['attachment']['id']}"
    for _ in range(2):
        assert code_of(bob("POST", f"{path}/complete")) == (422, "content_mismatch")
    assert bob.get(path)["status"] == "REJECTED"
    assert code_of(bob("GET", f"{path}/content")) == (404, "not_found")
    assert files_in(folder)
    run_jobs()
    assert files_in(folder) == []
    assert not Blob.objects.exists()
    assert set(FileUsage.objects.values_list("used_bytes", "files")) == {(0, 0)}


def test_what_is_never_shown_is_handed_over_to_be_saved(cast: Cast) -> None:
    bob = api_as(cast.bob)
    svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"
    for data, declared in (
        (svg, "image/svg+xml"),
        (b"<!doctype html><script>alert(1)</script>", "text/html"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (PNG, "application/octet-stream"),
    ):
        done = upload(bob, cast.lounge.id, data, mime_type=declared)
        assert done["kind"] == "file"
        told = fetch(bob, done["id"])
        assert told.body == data
        assert told.headers["content-disposition"].startswith("attachment;")
        assert told.headers["content-type"] in ("application/octet-stream", "image/png")


def test_an_address_is_good_for_what_it_was_made_for_alone(cast: Cast) -> None:
    bob = api_as(cast.bob)
    begun = begin(bob, cast.lounge.id)
    url = str(begun["upload"]["url"])
    kind = {"content_type": "image/png"}
    for told, status in (
        (ask_endpoint("PUT", url, [PNG], {"content_type": TEXT}), 415),
        (ask_endpoint("PUT", url, [PNG, b"x"], kind), 413),
        (ask_endpoint("PUT", url, [PNG], {**kind, "content_length": "999999"}), 413),
        (ask_endpoint("PUT", url, [PNG[:-1]], kind), 422),
        (ask_endpoint("GET", url), 404),
        (ask_endpoint("PUT", f"{url}A", [PNG], kind), 404),
        (ask_endpoint("PUT", url.replace("/files/", "/files/A"), [PNG], kind), 404),
        (ask_endpoint("PUT", "/files/../../etc/passwd", [PNG], kind), 404),
        (ask_endpoint("POST", url, [PNG], kind), 405),
    ):
        assert told.status == status, told
        assert told.headers["content-type"] == "application/problem+json"
    attachment_id = begun["attachment"]["id"]
    assert code_of(bob("POST", f"/attachments/{attachment_id}/complete")) == (
        409,
        "upload_incomplete",
    )
    assert bob("DELETE", f"/attachments/{attachment_id}").status_code == 204
    assert ask_endpoint("PUT", url, [PNG], kind).status == 404


def test_an_address_ends(cast: Cast) -> None:
    bob = api_as(cast.bob)
    done = upload(bob, cast.lounge.id)
    where = bob("GET", f"/attachments/{done['id']}/content").headers["Location"]
    assert ask_endpoint("HEAD", where).headers["content-length"] == str(len(PNG))
    begun = begin(bob, cast.lounge.id)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=901)):
        for method, url in (("GET", where), ("PUT", str(begun["upload"]["url"]))):
            told = ask_endpoint(method, url, [PNG], {"content_type": "image/png"})
            assert told.status == 410
            assert b"address_expired" in told.body


def test_only_who_may_send_files_here_begins(cast: Cast) -> None:
    body = {
        "conversation_id": str(cast.lounge.id), "file_name": "a", "mime_type": "image/png",
        "size": 9,
    }  # fmt: skip
    for outsider in (cast.dave, cast.mallory):
        assert code_of(api_as(outsider)("POST", "/attachments", body)) == (404, "not_found")
    alice, bob = api_as(cast.alice), api_as(cast.bob)
    room = f"/conversations/{cast.lounge.id}"
    alice.ok("PATCH", f"{room}/members/{cast.bob.id}", {"permissions": {"deny": ["send_media"]}})
    assert code_of(bob("POST", "/attachments", body)) == (403, "forbidden")
    alice.ok("PATCH", f"{room}/members/{cast.bob.id}", {"permissions": {"deny": []}})
    # Whoever loses the right in the middle loses nothing of what was sent.
    begun = begin(bob, cast.lounge.id)
    put_all(begun, PNG)
    complete = f"/attachments/{begun['attachment']['id']}/complete"
    alice.ok("PATCH", f"{room}/members/{cast.bob.id}", {"permissions": {"deny": ["send_media"]}})
    assert code_of(bob("POST", complete)) == (403, "forbidden")
    alice.ok("PATCH", f"{room}/members/{cast.bob.id}", {"permissions": {"deny": []}})
    assert bob.ok("POST", complete)["status"] == "UPLOADED"
    alice.ok("PATCH", room, {"settings": {"allowed_file_types": "images"}})
    assert bob("POST", "/attachments", body).status_code == 201
    for other in ("video/mp4", "application/pdf"):
        refused = bob("POST", "/attachments", {**body, "mime_type": other})
        assert code_of(refused) == (403, "forbidden")
    alice.ok("PATCH", room, {"settings": {"allowed_file_types": "media"}})
    assert bob("POST", "/attachments", {**body, "mime_type": "video/mp4"}).status_code == 201
    assert code_of(bob("PATCH", room, {"settings": {"allowed_file_types": "all"}}))[0] == 403
    lines = alice.get(f"{room}/messages")["results"]
    assert [row["metadata"]["system"]["allowed"] for row in lines[-2:]] == ["images", "media"]


@pytest.mark.parametrize(
    "change",
    [
        {"size": 0}, {"size": "many"}, {"file_name": ""}, {"file_name": "x" * 5_000},
        {"mime_type": "image"}, {"mime_type": "image/png\nx"}, {"sha256": "abc"},
        {"alt": "x" * 1_001}, {"encrypted": {}}, {"conversation_id": "x"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(cast: Cast, change: dict[str, Any]) -> None:
    body = {
        "conversation_id": str(cast.lounge.id), "file_name": "a", "mime_type": "image/png",
        "size": 9, **change,
    }  # fmt: skip
    refused = api_as(cast.bob)("POST", "/attachments", body)
    assert code_of(refused) == (400, "invalid")
    assert set(refused.json()["errors"]) == set(change)
    assert not Upload.objects.exists()


def test_nobody_reaches_the_files_of_others(cast: Cast) -> None:
    done = upload(api_as(cast.bob), cast.lounge.id)
    begun = begin(api_as(cast.bob), cast.lounge.id)["attachment"]
    for other in (cast.alice, cast.dave, cast.mallory):
        api = api_as(other)
        for name in (done["id"], begun["id"], str(uuid.uuid4()), "x"):
            for method, path, body in (
                ("GET", "", None), ("DELETE", "", None), ("GET", "/upload", None),
                ("POST", "/upload/parts", {"numbers": [1]}), ("POST", "/complete", {}),
                ("GET", "/content", None), ("GET", "/thumbnail", None),
            ):  # fmt: skip
                told = api(method, f"/attachments/{name}{path}", body)
                assert code_of(told) == (404, "not_found"), (method, path)
    assert Attachment.objects.count() == 2


def test_sizes_and_room_have_an_end(cast: Cast) -> None:
    bob = api_as(cast.bob)
    body = {
        "conversation_id": str(cast.lounge.id), "file_name": "a", "mime_type": "image/png",
        "size": 52_428_801,
    }  # fmt: skip
    assert code_of(bob("POST", "/attachments", body)) == (413, "payload_too_large")
    with override_limits(files_per_person_bytes=100_000_000):
        begin(bob, cast.lounge.id, b"", size=60_000_000, mime_type="video/mp4")
        body["size"] = 50_000_000
        assert code_of(bob("POST", "/attachments", body)) == (413, "quota_exceeded")
        assert bob("POST", "/attachments", {**body, "size": 40_000_000}).status_code == 201
    with override_limits(files_bytes=100_000_005):
        refused = api_as(cast.alice)("POST", "/attachments", {**body, "size": 6})
        assert code_of(refused) == (413, "quota_exceeded")
        assert api_as(cast.alice)("POST", "/attachments", {**body, "size": 5}).status_code == 201
    with override_limits(uploads_open=2):
        assert code_of(bob("POST", "/attachments", {**body, "size": 5})) == (429, "rate_limited")
    with override_limits(disk_full_percent=0):
        _storage.cache_clear()
        told = bob("POST", "/attachments", {**body, "size": 5})
        assert code_of(told) == (503, "unavailable")
        assert "full" in told.json()["detail"]
    _storage.cache_clear()
