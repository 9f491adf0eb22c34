"""The endpoint of bytes where something is in the way."""

import asyncio
import errno
from pathlib import Path
from typing import Any

import pytest

from attachments.adapters import disk
from attachments.adapters.addresses import FetchToken, fetch_address
from attachments.adapters.sealing import open_key, seal_key
from attachments.adapters.storage import _storage
from attachments.models import Attachment, Derivative, ScanStatus
from attachments.operations.parts import find_target
from attachments.queries.contents import CONTENT
from attachments.rules.sealed_parts import PART_BYTES
from attachments.serving import sending
from attachments.serving.endpoint import FilesEndpoint
from chatty.core.limits import override_limits
from conversations.models import ConversationKey
from conversations.queries.keys import forget_keys
from tests.asking import api_as, code_of
from tests.attachments.conftest import files_in
from tests.attachments.transfers import PNG, ask_endpoint, begin, fetch, put_all, upload
from tests.cast import Cast

KIND = {"content_type": "image/png"}


def where(api: Any, attachment_id: str) -> str:
    return str(api("GET", f"/attachments/{attachment_id}/content").headers["Location"])


def test_too_many_at_once_are_told_to_come_back(cast: Cast, folder: Path) -> None:
    address = where(api_as(cast.bob), upload(api_as(cast.bob), cast.lounge.id)["id"])
    with override_limits(file_transfers_at_once=0):
        told = ask_endpoint("GET", address)
    assert (told.status, told.headers["retry-after"]) == (503, "2")
    # Places come back, also of those that were refused or went away.
    endpoint = FilesEndpoint()
    assert endpoint._inside == 0
    assert ask_endpoint("GET", address).status == 200


def test_a_line_that_stands_still_is_cut(cast: Cast, folder: Path) -> None:
    begun = begin(api_as(cast.bob), cast.lounge.id)

    async def never() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        told.append(message)

    told: list[Any] = []
    path = "/files/" + str(begun["upload"]["url"]).rpartition("/")[2]
    scope = {
        "type": "http", "method": "PUT", "path": path, "headers": [(b"content-type", b"image/png")],
    }  # fmt: skip
    with override_limits(file_silence_seconds=0.05):
        asyncio.run(_serve(scope, never, send))
    assert told[0]["status"] == 503
    assert (b"connection", b"close") in told[0]["headers"]
    assert files_in(folder) == []


async def _serve(scope: Any, receive: Any, send: Any) -> None:
    await FilesEndpoint()(scope, receive, send)


def test_a_disk_without_room_is_said_to_be_away_and_nothing_stays(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = api_as(cast.bob)
    begun = begin(bob, cast.lounge.id)
    url = str(begun["upload"]["url"])

    def full(_self: object, _data: bytes) -> None:
        raise disk._failed(OSError(errno.ENOSPC, "No space left on device"))

    with monkeypatch.context() as patch:
        patch.setattr(disk._PartFile, "write", full)
        told = ask_endpoint("PUT", url, [PNG], KIND)
    assert told.status == 503
    assert str(folder).encode() not in told.body
    assert files_in(folder) == []
    with override_limits(disk_full_percent=0):
        _storage.cache_clear()
        assert ask_endpoint("PUT", url, [PNG], KIND).status == 503
    _storage.cache_clear()
    assert ask_endpoint("PUT", url, [PNG], KIND).status == 200


def test_a_part_that_stops_in_the_middle_of_being_written_over_is_missing(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, data = api_as(cast.bob), bytes(PART_BYTES + 1)
    begun = begin(bob, cast.lounge.id, data, mime_type="application/zip")
    put_all(begun, data)
    path = f"/attachments/{begun['attachment']['id']}"

    def stopped(_self: object, _place: Path) -> None:
        raise disk._failed(OSError(errno.EIO, "As if the process had been killed."))

    with monkeypatch.context() as patch:
        patch.setattr(disk._PartFile, "_copy_to", stopped)
        part = begun["upload"]["parts"][0]
        assert ask_endpoint("PUT", part["url"], [bytes(PART_BYTES)]).status == 503
    refused = bob("POST", f"{path}/complete")
    assert (code_of(refused)[1], refused.json()["errors"]) == (
        "upload_incomplete",
        {"parts": ["1"]},
    )
    assert ask_endpoint("PUT", part["url"], [bytes(PART_BYTES)]).status == 200
    assert bob.ok("POST", f"{path}/complete")["status"] == "UPLOADED"


def test_an_upload_that_ends_while_its_bytes_come_takes_none(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = api_as(cast.bob)
    begun = begin(bob, cast.lounge.id)

    def cancelled(attachment_id: Any) -> Any:
        found = find_target(attachment_id)
        assert bob("DELETE", f"/attachments/{attachment_id}").status_code == 204
        return found

    monkeypatch.setattr(sending, "find_target", cancelled)
    told = ask_endpoint("PUT", str(begun["upload"]["url"]), [PNG], KIND)
    assert told.status == 404


def test_what_cannot_be_read_is_refused_rather_than_cut_short(cast: Cast, folder: Path) -> None:
    bob = api_as(cast.bob)
    spoiled, lost = upload(bob, cast.lounge.id)["id"], upload(bob, cast.lounge.id)["id"]
    addresses = [where(bob, name) for name in (spoiled, lost)]
    for name, change in ((spoiled, lambda path: path.write_bytes(bytes(path.stat().st_size))),
                         (lost, Path.unlink)):  # fmt: skip
        blob = Attachment.objects.select_related("blob").get(id=name).blob
        assert blob is not None
        (path,) = [file for file in files_in(folder) if file.name == blob.storage_key]
        change(path)
    assert [ask_endpoint("GET", address).status for address in addresses] == [503, 503]
    # Without the conversation's key the bytes are noise, and said to be no more.
    third = upload(bob, cast.lounge.id)["id"]
    address = where(bob, third)
    ConversationKey.objects.all().delete()
    forget_keys()
    assert ask_endpoint("GET", address).status == 404


def test_a_file_that_is_gone_is_gone_at_once(cast: Cast, folder: Path) -> None:
    bob = api_as(cast.bob)
    name = upload(bob, cast.lounge.id)["id"]
    address = where(bob, name)
    assert bob("DELETE", f"/attachments/{name}").status_code == 204
    assert ask_endpoint("GET", address).status == 404
    assert bob("DELETE", f"/attachments/{name}").status_code == 404


def test_an_address_ends_with_what_is_found_in_its_file(cast: Cast, folder: Path) -> None:
    bob = api_as(cast.bob)
    name = upload(bob, cast.lounge.id)["id"]
    row, own = Attachment.objects.get(id=name), where(bob, name)
    others = fetch_address(FetchToken(row.id, CONTENT))
    for scan_status, answers in (
        (ScanStatus.PENDING, [200, 404]),
        (ScanStatus.CLEAN, [200, 200]),
        (ScanStatus.FAILED, [200, 404]),
        (ScanStatus.INFECTED, [404, 404]),
    ):
        Attachment.objects.filter(id=name).update(scan_status=scan_status)
        assert [ask_endpoint("GET", url).status for url in (own, others)] == answers


def test_pictures_of_files_are_found_by_size(cast: Cast, folder: Path) -> None:
    bob = api_as(cast.bob)
    big, small = (upload(bob, cast.lounge.id, PNG + bytes(n)) for n in (9, 1))
    path = f"/attachments/{big['id']}/thumbnail"
    assert code_of(bob("GET", path)) == (404, "not_found")
    row = Attachment.objects.select_related("blob").get(id=small["id"])
    assert row.blob is not None
    for kind in ("thumb_small", "thumb_large"):
        Derivative.objects.create(
            attachment_id=big["id"],
            kind=kind,
            blob=row.blob,
            sealed_key=seal_key(
                open_key(row),
                conversation_id=cast.lounge.id,
                attachment_id=Attachment.objects.get(id=big["id"]).id,
                what=kind,
            ),
            width=8,
            height=8,
            mime_type="image/webp",
        )
    told = fetch(bob, big["id"], "thumbnail")
    assert (told.body, told.headers["content-type"]) == (PNG + bytes(1), "image/webp")
    assert "thumb_small.webp" in told.headers["content-disposition"]
    large = fetch(bob, big["id"], "thumbnail?size=large")
    assert "thumb_large.webp" in large.headers["content-disposition"]
    Attachment.objects.filter(id=big["id"]).update(scan_status=ScanStatus.INFECTED)
    for what in ("content", "thumbnail"):
        assert code_of(bob("GET", f"/attachments/{big['id']}/{what}")) == (409, "not_ready")
    half = begin(bob, cast.lounge.id)["attachment"]["id"]
    assert code_of(bob("GET", f"/attachments/{half}/content")) == (409, "not_ready")
    nowhere = fetch_address(FetchToken(row.id, "poster"))
    assert ask_endpoint("GET", nowhere).status == 404
