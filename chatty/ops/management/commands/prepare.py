"""Makes database and static files ready for the processes that are about to serve."""

import json
import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.conninfo import conninfo_to_dict

from accounts.models import User
from accounts.operations.example_people import example_people
from accounts.operations.owner_claims import renew_owner_claim
from chatty.core.encryption.keyring import KeyUnavailable
from chatty.ops.roles import apply_grants
from chatty.ops.row_level_security import apply_row_level_security, stands_above_policies
from chatty.ops.static_files import collect_changed_static_files
from chatty.ops.storage import StorageError, make_storage
from conversations.models import ConversationKey

_LOCK_KEY = (
    0x43686174  # "Chat"; advisory locks are numbers that only the application gives a sense.
)
_LOCK_PATIENCE_SECONDS = 3_600.0
_LOCK_POLL_SECONDS = 0.5


class Command(BaseCommand):
    """`CHATTY_PROCESS=owner ./manage.py prepare`, run by bin/up before anything serves."""

    help = (
        "Migrate, grant the web role its rights, collect static files, renew the owner's claim. "
        'Prints {"owner_path": "/signup?owner=…" or null, "has_people": …, "has_demo": …}.'
    )
    requires_system_checks: Any = []  # bin/check runs them; a start need not.

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Take all steps. Only one process of an installation at a time gets past the lock."""
        _take_preparation_lock()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        require_keys_that_open()
        _grant_web_role()
        _make_storage()
        collect_changed_static_files()
        token = renew_owner_claim()
        path = None if token is None else "/signup?" + urlencode({"owner": token})
        examples = [user.id for user in example_people().values()]
        answer = {
            "owner_path": path,
            "has_people": User.objects.exclude(id__in=examples).exists(),
            "has_demo": bool(examples),
        }
        self.stdout.write(json.dumps(answer))


def _take_preparation_lock() -> None:
    """Hold an advisory lock until the connection ends.

    Tried again and again, not waited for: the connection's lock_timeout would end a wait.
    """
    deadline = time.monotonic() + _LOCK_PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
            if cursor.fetchone() == (True,):
                return
            if time.monotonic() > deadline:
                raise CommandError("Another process has been preparing this database for an hour.")
            time.sleep(_LOCK_POLL_SECONDS)


def require_keys_that_open() -> None:
    """CommandError when the keys given are not those that the messages are sealed with.

    A lost data folder beside a database elsewhere would otherwise get new keys, unnoticed until
    somebody reads.
    """
    oldest = ConversationKey.objects.order_by("conversation_id", "version").first()
    if oldest is None or settings.KEYRING is None:
        return
    try:
        settings.KEYRING.unwrap(bytes(oldest.wrapped))
    except KeyUnavailable as error:
        raise CommandError(
            f"{error} The messages in this database are sealed with other keys. Restore "
            f"CHATTY_ENCRYPTION_KEYS, or secrets.env in the data folder, from a backup."
        ) from None


def _make_storage() -> None:
    """Without its folder or bucket /readyz never answers 200."""
    try:
        make_storage(settings.STORAGE_URL)
    except StorageError as error:
        raise CommandError(f"CHATTY_STORAGE_URL: {error}") from None


def _grant_web_role() -> None:
    web_role = conninfo_to_dict(settings.DATABASE_WEB_URL).get("user")
    has_two = web_role and web_role != connection.settings_dict["USER"]
    if has_two:
        apply_grants(web_role=str(web_role))
    if settings.ROW_LEVEL_SECURITY and (not has_two or stands_above_policies(str(web_role))):
        raise CommandError(
            "CHATTY_ROW_LEVEL_SECURITY=on needs two roles: DATABASE_URL names one that owns the "
            "tables or may bypass policies. docs/configuration.md says how to make both."
        )
    apply_row_level_security(is_on=settings.ROW_LEVEL_SECURITY)
