"""What becomes of files: held, shared, let go, forgotten, counted."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from attachments.models import (
    INSTANCE,
    Attachment,
    Blob,
    Derivative,
    FileUsage,
    Holder,
    Status,
    Upload,
)
from attachments.operations.binding import bind_attachments, share_attachment
from attachments.operations.endings import delete_attachment, expire_attachments, let_go
from attachments.operations.examination import examine_attachment
from attachments.operations.uploads import WantedUpload, begin_upload
from attachments.queries.contents import content_of, digest
from attachments.rules.sealed_parts import PART_BYTES
from chatty.core.clock import now
from chatty.core.errors import Forbidden, InvalidAttachment, NotFound, QuotaExceeded, Refusal
from chatty.core.limits import override_limits
from conversations.models import Conversation
from conversations.operations.deletion import delete_conversation
from messaging.operations.wiping import wipe_conversation
from tests.asking import api_as, at_once
from tests.attachments.conftest import files_in, run_jobs
from tests.attachments.transfers import PNG, begin, put_all, upload
from tests.cast import Cast, gather_cast
from tests.make import make_group

pytestmark = pytest.mark.usefixtures("folder")


def one(attachment_id: str) -> Attachment:
    return Attachment.objects.select_related("blob").get(id=attachment_id)


def send(*ids: str, by: Any, to: Conversation) -> list[Attachment]:
    with transaction.atomic():
        return bind_attachments(
            [uuid.UUID(name) for name in ids],
            uploader_id=by.id,
            conversation_id=to.id,
            holder=Holder.MESSAGE,
        )


def forward(name: str, *, by: Any, to: Conversation) -> Attachment:
    with transaction.atomic():
        return share_attachment(one(name), by=by.id, conversation_id=to.id, holder=Holder.MESSAGE)


def usage() -> dict[uuid.UUID, tuple[int, int]]:
    return {row.owner_id: (row.used_bytes, row.files) for row in FileUsage.objects.all()}


def test_a_file_is_sent_once_and_by_its_uploader_where_it_was_made_for(cast: Cast) -> None:
    bob = api_as(cast.bob)
    first, second = upload(bob, cast.lounge.id)["id"], upload(bob, cast.lounge.id)["id"]
    half = begin(bob, cast.lounge.id)["attachment"]["id"]
    elsewhere = make_group(cast.bob, cast.alice)
    for ids, by, room in (
        ([first], cast.alice, cast.lounge),
        ([first], cast.bob, elsewhere),
        ([half], cast.bob, cast.lounge),
        ([first, first], cast.bob, cast.lounge),
        ([first, str(uuid.uuid4())], cast.bob, cast.lounge),
    ):
        with pytest.raises(InvalidAttachment):
            send(*ids, by=by, to=room)
    assert [row.id for row in send(second, first, by=cast.bob, to=cast.lounge)] == [
        uuid.UUID(second),
        uuid.UUID(first),
    ]
    with pytest.raises(InvalidAttachment):
        send(first, by=cast.bob, to=cast.lounge)
    with pytest.raises(Forbidden):
        delete_attachment(actor=cast.bob, attachment_id=first)
    # Whoever holds it says who sees it; as long as nobody does, nobody sees it.
    assert bob("GET", f"/attachments/{first}").status_code == 404
    with override_limits(upload_hours=1):
        Attachment.objects.filter(id=first).update(created_at=now() - timedelta(days=9))
        assert expire_attachments() == 0


def test_a_forward_shares_the_bytes_and_nothing_else(cast: Cast, folder: Path) -> None:
    name = upload(api_as(cast.bob), cast.lounge.id, file_name="Pläne.png", alt="Two")["id"]
    other = make_group(cast.alice, cast.dave)
    shared = forward(name, by=cast.alice, to=other)
    first, second = one(name), one(str(shared.id))
    assert first.blob_id == second.blob_id
    assert first.blob is not None
    assert first.blob.references == 2
    assert bytes(first.sealed_key) != bytes(second.sealed_key)
    assert bytes(first.file_name) != bytes(second.file_name)
    assert (
        digest(content_of(first)) == digest(content_of(second)) == bytes(first.blob.sha256 or b"")
    )
    assert content_of(second).file_name == "Pläne.png"
    # Counted once, for who uploaded it, until the last of them is gone.
    assert usage() == {cast.bob.id: (len(PNG), 1), INSTANCE: (len(PNG), 1)}
    for left, row in ((1, first), (0, second)):
        let_go([row.id])
        run_jobs()
        assert len(files_in(folder)) == left
    assert usage() == {cast.bob.id: (0, 0), INSTANCE: (0, 0)}
    assert not Blob.objects.exists()
    first.blob_id = uuid.uuid4()
    with pytest.raises(NotFound):
        share_attachment(first, by=cast.bob.id, conversation_id=other.id, holder=Holder.MESSAGE)


@pytest.mark.parametrize("count", [10, pytest.param(1_000, marks=pytest.mark.long)])
def test_uploads_that_were_begun_and_left_go_by_themselves(
    cast: Cast, folder: Path, count: int
) -> None:
    bob = api_as(cast.bob)
    with override_limits(uploads_open=count + 2, uploads_per_minute=10_000):
        for _ in range(count):
            wanted = WantedUpload(
                conversation_id=cast.lounge.id, file_name="a", mime_type="image/png", size=len(PNG)
            )
            begun = begin_upload(actor=cast.bob, wanted=wanted)
        sent = begin(bob, cast.lounge.id)
        put_all(sent, PNG)
        done = upload(bob, cast.lounge.id)
    assert len(files_in(folder)) == 2
    assert expire_attachments() == 0
    Attachment.objects.update(expires_at=now() - timedelta(seconds=1))
    assert expire_attachments() == count + 2
    assert set(Attachment.objects.values_list("status", flat=True)) == {Status.EXPIRED}
    assert not Upload.objects.exists()
    assert len(run_jobs()) == count + 3
    assert files_in(folder) == []
    assert usage() == {cast.bob.id: (0, 0), INSTANCE: (0, 0)}
    path = f"/attachments/{begun['attachment']['id']}"
    assert bob.get(path)["status"] == "EXPIRED"
    for name in (begun["attachment"]["id"], done["id"]):
        assert bob("POST", f"/attachments/{name}/complete").status_code == 409
        assert bob("GET", f"/attachments/{name}/content").status_code == 404
    Attachment.objects.update(expires_at=now() - timedelta(seconds=1))
    assert expire_attachments() == count + 2
    assert not Attachment.objects.exists()


def test_a_deleted_conversation_takes_its_files_along(cast: Cast, folder: Path) -> None:
    room = make_group(cast.bob, cast.alice)
    bob = api_as(cast.bob)
    held, kept = upload(bob, room.id)["id"], upload(bob, cast.lounge.id)["id"]
    begin(bob, room.id)
    send(held, by=cast.bob, to=room)
    far = forward(held, by=cast.bob, to=cast.lounge)
    delete_conversation(actor=cast.bob, conversation_id=room.id)
    wipe_conversation(conversation_id=room.id)
    run_jobs()
    assert {str(row.id) for row in Attachment.objects.all()} == {kept, str(far.id)}
    # What was forwarded is there as before: it never needed the conversation that is gone.
    assert digest(content_of(one(str(far.id)))) == bytes(one(kept).blob.sha256)  # type: ignore[union-attr, arg-type]  # it is complete
    assert len(files_in(folder)) == 2


def test_a_large_file_with_another_hash_is_found_out_by_a_job(cast: Cast) -> None:
    data = bytes(PART_BYTES + 1)
    with override_limits(hashed_at_once_bytes=1_000):
        done = upload(
            api_as(cast.bob), cast.lounge.id, data, mime_type="video/x-raw", sha256="0" * 64
        )
        good = upload(api_as(cast.bob), cast.lounge.id, data, mime_type="video/x-raw")
    assert done["status"] == "UPLOADED"
    run_jobs()
    assert one(done["id"]).status == Status.REJECTED
    assert one(good["id"]).blob.sha256 is not None  # type: ignore[union-attr]  # it is complete
    examine_attachment(attachment_id=uuid.UUID(done["id"]), sha256="0" * 64)
    examine_attachment(attachment_id=uuid.uuid4(), sha256=None)


def test_beginning_costs_the_same_however_many_files_there_are(cast: Cast) -> None:
    bob = api_as(cast.bob)

    def costs() -> list[int]:
        found = []
        begun = begin(bob, cast.lounge.id)["attachment"]["id"]
        done = upload(bob, cast.lounge.id)["id"]
        for call in (
            lambda: begin(bob, cast.lounge.id),
            lambda: bob.get(f"/attachments/{begun}/upload"),
            lambda: bob.get(f"/attachments/{done}"),
            lambda: bob("GET", f"/attachments/{done}/content"),
            lambda: bob("DELETE", f"/attachments/{begun}"),
        ):
            with CaptureQueriesContext(connection) as seen:
                call()
            found.append(sum("SAVEPOINT" not in query["sql"] for query in seen.captured_queries))
        return found

    few = costs()
    for _ in range(10):
        upload(bob, cast.lounge.id)
    assert few == costs()
    assert all(most >= cost for most, cost in zip([11, 5, 3, 3, 12], few, strict=True)), few


def test_letting_go_costs_the_same_for_one_and_for_many(cast: Cast) -> None:
    bob = api_as(cast.bob)
    names = [uuid.UUID(upload(bob, cast.lounge.id)["id"]) for _ in range(13)]

    def cost(ids: list[uuid.UUID]) -> int:
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            assert let_go(ids) == len(ids)
        return len(seen.captured_queries)

    assert cost(names[:1]) == cost(names[1:]) <= 13
    assert run_jobs().count("attachments.remove_blob") == 13
    assert usage()[INSTANCE] == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_quota_and_the_last_reference_hold_however_many_come_at_once() -> None:
    cast = gather_cast()
    wanted = WantedUpload(
        conversation_id=cast.lounge.id, file_name="a", mime_type="image/png", size=1_000
    )
    with override_limits(files_per_person_bytes=5_000, uploads_open=100):
        results = at_once(8, lambda _n: begin_upload(actor=cast.bob, wanted=wanted))
    assert sum(isinstance(result, dict) for result in results) == 5
    assert sum(isinstance(result, QuotaExceeded) for result in results) == 3
    assert usage()[INSTANCE] == (5_000, 5)
    with override_limits(uploads_open=6):
        results = at_once(4, lambda _n: begin_upload(actor=cast.bob, wanted=wanted))
    assert sum(isinstance(result, dict) for result in results) == 1
    assert all(isinstance(result, (dict, Refusal)) for result in results)
    ids = [row.id for row in Attachment.objects.order_by("id")]
    # Half cancel what the others are about to let go of; each goes once.
    results = at_once(6, lambda n: _let_go_of(ids[n % 3]))
    assert sum(results) == 3
    assert sorted(Blob.objects.values_list("references", flat=True)) == [0, 0, 0, 1, 1, 1]
    run_jobs()
    assert usage()[cast.bob.id] == (3_000, 3)
    assert not Derivative.objects.exists()


def _let_go_of(attachment_id: uuid.UUID) -> int:
    with transaction.atomic():
        return let_go([attachment_id])
