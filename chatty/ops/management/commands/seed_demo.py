"""Fills an empty instance with people who talk."""

import os
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.operations.example_people import example_people
from chatty.core.clock import now
from chatty.core.errors import Refusal
from chatty.ops.demo.director import play
from chatty.ops.demo.people import PEOPLE
from chatty.ops.embedded.places import DataFolder
from chatty.ops.refusal import StartRefused
from chatty.ops.secrets_file import load_or_create_demo_password


class Command(BaseCommand):
    """`./manage.py seed_demo`, run by bin/up on an empty instance."""

    help = "Make example people and conversations, or those that are missing of them."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument(
            "--force", action="store_true", help="also where other people have accounts"
        )

    def handle(self, *_arguments: object, **options: Any) -> None:
        """Play what is missing, and say how to sign in (not with --verbosity 0)."""
        here = example_people()
        others = User.objects.exclude(id__in=[user.id for user in here.values()])
        if not options["force"] and others.exists():
            raise CommandError(
                "There are people here who are no part of the demo. Nothing was changed; "
                "--force adds the demo beside them."
            )
        password = _password(is_first=not here)
        began = time.monotonic()
        try:
            played = play(password=password, present=now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"Made {played.people} people, {played.conversations} conversations and "
            f"{played.messages} messages in {time.monotonic() - began:.1f} s."
        )
        if options["verbosity"] > 0:
            names = ", ".join(person.username for person in PEOPLE)
            self.stdout.write(f"Sign in as one of {names}. Password: {password}")


def _password(*, is_first: bool) -> str:
    """The demo's password; kept in the data folder, where there is one."""
    path = DataFolder(settings.DATA_DIR).secrets
    try:
        found = load_or_create_demo_password(path, environment=os.environ, may_create=is_first)
    except StartRefused as refusal:
        raise CommandError(str(refusal)) from None
    if found is None:
        raise CommandError(f"The demo's password is not in {path}. Set CHATTY_DEMO_PASSWORD to it.")
    return found
