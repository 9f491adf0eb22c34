"""Lets a file go on in which a scanner was wrong to find something."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attachments.operations.scanning import release_file
from chatty.core.errors import Refusal


class Command(BaseCommand):
    """`./manage.py release_file ID`."""

    help = "Release a file from quarantine. Its id is in the audit log, at file.blocked."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file."""
        parser.add_argument("id", help="the id of the file")

    def handle(self, *_arguments: object, **options: Any) -> None:
        """Release it."""
        try:
            release_file(options["id"])
        except Refusal as refusal:
            raise CommandError(str(refusal.detail)) from None
        self.stdout.write("The file is released, and processed once more.")
