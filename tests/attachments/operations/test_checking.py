"""Rows and bytes of files, and what is done where they differ."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from attachments.adapters.storage import installed_storage
from attachments.models import Attachment, Blob, Derivative, FileUsage, Holder
from attachments.operations.binding import share_attachment
from attachments.operations.checking import check_files
from attachments.operations.derived import store_pictures
from attachments.parsing.findings import Picture
from attachments.rules.sealed_parts import sealed_size
from chatty.core.limits import override_limits
from conversations.models import ConversationKey
from conversations.queries.keys import forget_keys
from tests.asking import api_as
from tests.attachments.conftest import files_in, run_jobs
from tests.attachments.transfers import PNG, begin, fetch, put_all, upload
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("folder")


def one(attachment_id: str) -> Attachment:
    return Attachment.objects.select_related("blob").get(id=attachment_id)


def check(*options: str) -> tuple[int, str]:
    told, code = StringIO(), 0
    try:
        call_command("check_files", *options, stdout=told)
    except SystemExit as left:
        code = int(left.code or 0)
    return code, told.getvalue()


def spoil(folder: Path, blob: Blob, change: Callable[[Path], object]) -> None:
    (path,) = [found for found in files_in(folder) if found.name == blob.storage_key]
    change(path)


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[100] ^= 1
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize(
    "change, words, is_lost",
    [
        (lambda folder, blob: spoil(folder, blob, Path.unlink), "is gone", True),
        (lambda folder, blob: spoil(folder, blob, lambda at: at.write_bytes(b"x")),
         "has 1 bytes", True),
        (lambda folder, blob: spoil(folder, blob, flip), "holds other bytes", True),
        (lambda _folder, blob: Blob.objects.filter(id=blob.id).update(references=7),
         "counts 7 references, there are 1", False),
        (lambda _folder, _blob: FileUsage.objects.update(used_bytes=1), "count is not", False),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found_and_mended(
    cast: Cast, folder: Path, change: Callable[[Path, Blob], object], words: str, is_lost: bool
) -> None:
    bob = api_as(cast.bob)
    name, other = (upload(bob, cast.lounge.id)["id"] for _ in range(2))
    assert check("--hash") == (0, "Everything fits.\n")
    row = one(name)
    blob = row.blob
    assert blob is not None
    change(folder, blob)
    code, told = check("--hash")
    assert (code, words in told) == (1, True), told
    assert check("--hash", "--fix")[0] == 0
    found = one(name)
    # What leads to the bytes stays, should they come back.
    assert (found.blob_id, bytes(found.sealed_key)) == (row.blob_id, bytes(row.sealed_key))
    assert (found.status == "FAILED") == is_lost
    assert one(other).status == "UPLOADED"
    code, told = check("--hash")
    assert (code, "look for it in a backup" in told) == (int(is_lost), is_lost)
    if is_lost:
        # A person has looked, and drops it.
        assert bob("DELETE", f"/attachments/{name}").status_code == 204
        run_jobs()
        assert check("--hash") == (0, "Everything fits.\n")
        assert len(files_in(folder)) == 1
    report = StringIO()
    call_command("files_report", stdout=report)
    assert "1 files" in report.getvalue() or not is_lost


def test_bytes_are_other_ones_only_if_no_key_to_them_finds_them_good(
    cast: Cast, folder: Path
) -> None:
    upload(api_as(cast.alice), cast.lounge.id)
    name = upload(api_as(cast.bob), cast.lounge.id)["id"]
    copy = share_attachment(
        one(name), by=cast.bob.id, conversation_id=cast.lounge.id, holder=Holder.MESSAGE
    )
    # The key of the first who held it is spoiled; the second one's is not.
    Attachment.objects.filter(id=name).update(sealed_key=bytes(60))
    assert check("--hash") == (0, "Everything fits.\n")
    # Without any key nothing is known of the bytes, and nothing is mended.
    ConversationKey.objects.all().delete()
    forget_keys()
    code, told = check("--hash", "--fix")
    assert (code, told.count("the key to it is not there")) == (1, 2), told
    assert one(str(copy.id)).status == "UPLOADED"


def test_pictures_of_files_are_held_against_their_hashes(cast: Cast, folder: Path) -> None:
    name = upload(api_as(cast.bob), cast.lounge.id)["id"]
    store_pictures(one(name), [Picture("thumb_small", 8, 8, b"RIFF" + bytes(200))])
    assert check("--hash") == (0, "Everything fits.\n")
    spoil(folder, Derivative.objects.select_related("blob").get().blob, flip)
    code, told = check("--hash")
    assert (code, "holds other bytes" in told) == (1, True)


def test_a_storage_that_holds_nothing_of_all_is_not_believed(
    cast: Cast, folder: Path, settings: Settings, tmp_path: Path
) -> None:
    bob = api_as(cast.bob)
    names = [upload(bob, cast.lounge.id)["id"] for _ in range(2)]
    elsewhere = tmp_path / "not mounted"
    elsewhere.mkdir()
    settings.STORAGE_URL = elsewhere.as_uri()
    with pytest.raises(CommandError, match="none of the 2 files"):
        check("--fix")
    settings.STORAGE_URL = folder.as_uri()
    assert check("--hash") == (0, "Everything fits.\n")
    assert {one(name).status for name in names} == {"UPLOADED"}


def test_bytes_of_nobody_go_once_they_are_old(cast: Cast, folder: Path) -> None:
    upload(api_as(cast.bob), cast.lounge.id)
    begun = begin(api_as(cast.bob), cast.lounge.id)
    put_all(begun, PNG)
    storage = installed_storage()
    storage.put("ab" * 24, b"stray")
    # Somebody else's, in a place that is shared.
    storage.put("backup.tar", b"precious")
    writer = storage.write_part("cd" * 24, "", number=1, parts=1, offset=0)
    writer.write(b"half")
    writer.commit("etag")
    assert check() == (0, "Everything fits.\n")
    with override_limits(upload_hours=-1):
        code, told = check()
        assert code == 1
        assert told.count("belong to nothing") == 2
        assert check("--fix")[0] == 0
    assert len(files_in(folder)) == 3
    assert storage.read_at("backup.tar", 0, 8) == b"precious"


def test_what_is_left_of_an_upload_goes_without_the_file_that_came_of_it(
    cast: Cast, folder: Path
) -> None:
    bob = api_as(cast.bob)
    name = upload(bob, cast.lounge.id)["id"]
    blob, storage = one(name).blob, installed_storage()
    assert blob is not None
    # Somebody whose address was still good has sent it once more.
    writer = storage.write_part(blob.storage_key, "", number=1, parts=1, offset=0)
    writer.write(bytes(sealed_size(len(PNG))))
    writer.commit("etag")
    with override_limits(upload_hours=-1):
        assert check("--fix")[0] == 0
        assert check()[0] == 0
    assert fetch(bob, name).body == PNG
    assert len(files_in(folder)) == 1
    # Nor does completing it once more bring other bytes to its place.
    storage.write_part(blob.storage_key, "", number=1, parts=1, offset=0).commit("etag")
    storage.finish(blob.storage_key, "", parts=(), size=sealed_size(len(PNG)))
    assert fetch(bob, name).body == PNG
    assert len(files_in(folder)) == 1


def test_what_went_while_others_were_looked_at_stops_nothing(cast: Cast) -> None:
    upload(api_as(cast.bob), cast.lounge.id)
    name = upload(api_as(cast.bob), cast.lounge.id)["id"]
    blob = one(name).blob
    assert blob is not None
    Blob.objects.filter(id=blob.id).update(references=7)
    (found,) = check_files()
    Blob.objects.update(references=1)
    assert api_as(cast.bob)("DELETE", f"/attachments/{name}").status_code == 204
    run_jobs()
    assert found.mend is not None
    found.mend()
    assert list(check_files()) == []
