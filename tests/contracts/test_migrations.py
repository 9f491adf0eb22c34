"""Migrations: complete, named, reversible with data, and never pointing upwards."""

import re

from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests import services

# Lowest first; an app may refer to those before it.
ORDER = ["core", "realtime", "accounts", "conversations", "attachments", "messaging", "moderation"]
# Apps of others that may stand below ours.
FOREIGN = {"auth", "contenttypes", "sessions"}

_THERE_AND_BACK = """
from django.core.management import call_command
from tests.cast import gather_cast
from tests.make import make_message, make_poll, make_dm
from messaging.operations.bookmarks import add_bookmark
from messaging.operations.drafts import save_draft
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message
from messaging.operations.polls import vote
from messaging.operations.reactions import add_reaction
from messaging.operations.receipts import advance_receipts
from moderation.operations.reports import file_report
import uuid

def live():
    cast = gather_cast()
    dm = make_dm(cast.alice, cast.bob)
    said = make_message(by=cast.bob, in_=cast.lounge)
    make_message(by=cast.alice, in_=cast.lounge, reply_to=said["id"], body="@bob @all")
    edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=said["id"], body="Again")
    add_reaction(actor=cast.alice, message_id=said["id"], emoji="👍")
    pin_message(actor=cast.alice, message_id=said["id"])
    for anonymous in (False, True):
        poll = make_poll(by=cast.alice, in_=cast.lounge, anonymous=anonymous)
        vote(actor=cast.bob, message_id=poll["id"], option_ids=[1])
    add_bookmark(actor=cast.alice, message_id=said["id"])
    save_draft(actor=cast.alice, conversation_id=dm.id, body="Shall we")
    advance_receipts(actor=cast.alice, conversation_id=cast.lounge.id, read_seq=1)
    file_report(actor=cast.alice, target_type="message", target_id=said["id"], reason="spam")

live()
for app in ("moderation", "messaging", "attachments", "conversations", "accounts", "core"):
    call_command("migrate", app, "zero", verbosity=0)
call_command("migrate", verbosity=0)
live()
"""


def test_no_model_waits_for_a_migration(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_say_what_they_do() -> None:
    loader = MigrationLoader(None)
    ours = [name for app, name in loader.disk_migrations if app in ORDER]
    assert ours
    for name in ours:
        assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]*", name)
        assert "auto_" not in name
        assert name != "0001_initial"


def test_each_app_migrates_to_zero_and_back_with_data() -> None:
    services.copy_template("chatty_there_and_back")
    address = services.database_address("chatty_there_and_back")
    environment = {"DATABASE_URL": address, "CHATTY_RATE_LIMITS": "off"}
    services.manage("shell", "--no-imports", "-c", _THERE_AND_BACK, environment=environment)


def test_models_refer_only_to_apps_below_theirs() -> None:
    seen = 0
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in ORDER:
            continue
        for field in model._meta.get_fields():
            # What points at a model from elsewhere is the other one's reference.
            target = None if field.auto_created else field.related_model
            if target is None or isinstance(target, str):
                continue
            seen += 1
            assert _is_below(target._meta.app_label, label), f"{model.__name__}.{field.name}"
    assert seen > 10


def test_migrations_depend_only_on_apps_below_theirs() -> None:
    loader = MigrationLoader(None)
    for (label, name), migration in loader.disk_migrations.items():
        if label not in ORDER:
            continue
        for dependency, _ in migration.dependencies:
            target = "accounts" if dependency == "__setting__" else dependency
            assert _is_below(target, label), f"{label}.{name} depends on {target}"
        assert migration.run_before == []


def _is_below(target: str, label: str) -> bool:
    return target in FOREIGN or ORDER.index(target) <= ORDER.index(label)
