"""Holds what is known of files against what is stored."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attachments.adapters.storage import StorageError
from attachments.operations.checking import check_files
from chatty.celery import app as _queue  # noqa: F401 - configures the queue that jobs are hinted to


class Command(BaseCommand):
    """`./manage.py check_files`, `--hash` to read every byte, `--fix` to mend."""

    help = "Find rows without bytes, bytes without rows, wrong sizes, hashes and counts of files."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hash", action="store_true", help="read every file (takes its time)")
        parser.add_argument("--fix", action="store_true", help="mend what can be mended")

    def handle(self, *_arguments: object, **options: Any) -> None:
        """Say what differs; exit code 1 where something does that was not mended."""
        found = left = 0
        try:
            for difference in check_files(with_hashes=options["hash"]):
                found += 1
                mended = options["fix"] and difference.mend is not None
                if mended and difference.mend is not None:
                    difference.mend()
                left += not mended
                self.stdout.write(f"{difference.text}{': mended' if mended else ''}")
        except StorageError as error:
            raise CommandError(f"The storage cannot be read: {error}") from None
        self.stdout.write("Everything fits." if not found else f"{found} found, {left} left.")
        if left:
            sys.exit(1)
