"""Takes the demo away again."""

from typing import Any

from django.core.management.base import BaseCommand

from chatty.celery import app as _queue  # noqa: F401 - configures the queue that jobs are hinted to
from chatty.ops.demo.clearing import clear


class Command(BaseCommand):
    """`./manage.py remove_demo`, before a server is used in earnest."""

    help = "Close the demo's accounts and delete the conversations that only they were in."
    requires_system_checks: Any = []

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Clear, and say what stays."""
        cleared = clear()
        spaces = f" and {cleared.spaces} spaces" if cleared.spaces else ""
        self.stdout.write(
            f"Closed {cleared.people} accounts and deleted "
            f"{cleared.conversations} conversations{spaces}."
        )
        if cleared.kept:
            self.stdout.write(
                f"{cleared.kept} conversations stay, because other people are or were in them."
            )
