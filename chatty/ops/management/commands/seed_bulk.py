"""Makes big test data."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from chatty.core.clock import now
from chatty.ops.bulk_instance import Size, make_instance


class Command(BaseCommand):
    """`./manage.py seed_bulk --people 1000 --conversations 200 --messages 1000000`."""

    help = "Make people, conversations and messages by the thousand, for tests of size."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How many of each."""
        parser.add_argument("--people", type=int, required=True)
        parser.add_argument("--conversations", type=int, required=True)
        parser.add_argument("--messages", type=int, required=True)
        parser.add_argument(
            "--force", action="store_true", help="also where people have accounts already"
        )

    def handle(self, *_arguments: object, **options: Any) -> None:
        """Make them, with a line for each batch."""
        size = Size(options["people"], options["conversations"], options["messages"])
        _require_sense(size)
        if not options["force"] and _has_people():
            raise CommandError(
                "There are people here. Bulk data cannot be taken away again; --force adds it."
            )
        began = time.monotonic()
        make_instance(size, present=now(), tell=self._tell)
        seconds = time.monotonic() - began
        self.stdout.write(f"Done in {seconds:.1f} s.")

    def _tell(self, what: str, made: int, of: int) -> None:
        self.stdout.write(f"{what}: {made:,} of {of:,}")
        self.stdout.flush()


def _require_sense(size: Size) -> None:
    if min(size.people, size.conversations, size.messages) < 0:
        raise CommandError("Counts are whole numbers of at least 0.")
    if size.conversations and not size.people:
        raise CommandError("Conversations need people: --people 2 or more.")
    if size.messages and not size.conversations:
        raise CommandError("Messages need conversations: --conversations 1 or more.")


def _has_people() -> bool:
    return User.objects.exclude(email__endswith="@bulk.invalid").exists()
