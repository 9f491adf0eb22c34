"""Makes moderators of the whole server."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.operations.staff import grant_staff, withdraw_staff
from accounts.queries.users import list_staff
from chatty.core.errors import Refusal


class Command(BaseCommand):
    """`./manage.py staff add rosa`, `staff remove rosa`, `staff list`."""

    help = "Say who looks after this server beside its owner: they may use /admin/."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        doings = parser.add_subparsers(dest="doing", required=True)
        for name in ("add", "remove"):
            doings.add_parser(name).add_argument("username")
        doings.add_parser("list")

    def handle(self, *_arguments: object, **options: Any) -> None:
        """Do it, and say what holds now."""
        try:
            self._run(options["doing"], options.get("username", ""))
        except Refusal as refusal:
            raise CommandError(refusal.detail) from None

    def _run(self, doing: str, username: str) -> None:
        if doing == "list":
            for person in list_staff():
                self.stdout.write(f"@{person.username}{' (owner)' if person.is_superuser else ''}")
        elif doing == "add":
            self.stdout.write(f"@{grant_staff(username=username).username} may use /admin/ now.")
        else:
            person = withdraw_staff(username=username)
            self.stdout.write(f"@{person.username} may no longer use /admin/.")
