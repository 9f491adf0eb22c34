"""Says what is stored."""

from typing import Any

from django.core.management.base import BaseCommand

from attachments.queries.storage_report import Share, report_storage


class Command(BaseCommand):
    """`./manage.py files_report`."""

    help = "Say how many files there are, how large, of which kinds and of whom."
    requires_system_checks: Any = []

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Print the report."""
        report = report_storage()
        self._table("Files by status", report.by_status)
        self._table("Files by kind", report.by_kind)
        self._table("Those who store most", report.people)
        self._table("Bytes", [report.blobs, report.waiting, report.counted])

    def _table(self, title: str, rows: list[Share]) -> None:
        self.stdout.write(title)
        for row in rows:
            self.stdout.write(f"  {row.name:36}  {row.files:9,} files  {_written(row.size):>10}")


def _written(size: int) -> str:
    """Bytes in the largest unit of which there is one."""
    left = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if left < 1_024:
            return f"{left:.0f} {unit}" if unit == "B" else f"{left:.1f} {unit}"
        left /= 1_024
    return f"{left:.1f} TB"
