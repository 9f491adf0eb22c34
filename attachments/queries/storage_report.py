"""What is stored, in numbers."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from attachments.models import INSTANCE, Attachment, Blob, FileUsage


@dataclass(frozen=True, slots=True)
class Share:
    """How many files these are, and their size in bytes."""

    name: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class StorageReport:
    """Attachments by status and by kind, those who store most, and the bytes behind all of it."""

    by_status: list[Share]
    by_kind: list[Share]
    people: list[Share]
    blobs: Share
    waiting: Share
    counted: Share


def report_storage(*, people: int = 10) -> StorageReport:
    """The report, with so many people."""
    usage = FileUsage.objects.exclude(owner_id=INSTANCE).order_by("-used_bytes")[:people]
    whole = FileUsage.objects.filter(owner_id=INSTANCE).first()
    return StorageReport(
        by_status=_shares("status"),
        by_kind=_shares("kind"),
        people=[Share(str(row.owner_id), row.files, row.used_bytes) for row in usage],
        blobs=_share_of_blobs("stored", is_released=False),
        waiting=_share_of_blobs("waiting to be removed", is_released=True),
        counted=Share(
            "counted", 0 if whole is None else whole.files, 0 if whole is None else whole.used_bytes
        ),
    )


def _shares(field: str) -> list[Share]:
    rows = Attachment.objects.values(field).annotate(files=Count("id"), bytes=Sum("size"))
    return [Share(str(row[field]), row["files"], row["bytes"] or 0) for row in rows.order_by(field)]


def _share_of_blobs(name: str, *, is_released: bool) -> Share:
    rows = Blob.objects.filter(released_at__isnull=not is_released)
    found = rows.aggregate(files=Count("id"), bytes=Sum("size"))
    return Share(name, found["files"], found["bytes"] or 0)
