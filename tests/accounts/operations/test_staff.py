"""Moderators of the server: made and unmade by a command on the machine."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, User
from accounts.operations.staff import grant_staff, withdraw_staff
from accounts.operations.suspension import suspend_user
from chatty.core.errors import Forbidden, Invalid, NotFound
from tests.moderation.staff import make_moderator, make_owner


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("staff", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_makes_and_unmakes_a_moderator(alice: User) -> None:
    assert "@alice" in run("add", "Alice")
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser) == (True, False)
    assert "@alice" in run("list")
    run("remove", "alice")
    alice.refresh_from_db()
    assert not alice.is_staff
    assert "@alice" not in run("list")
    entries = AuditEntry.objects.filter(target_id=str(alice.id), action__startswith="staff.")
    told = [(row.action, row.actor) for row in entries.order_by("id")]
    assert told == [("staff.granted", None), ("staff.withdrawn", None)]


def test_asking_again_changes_nothing(alice: User) -> None:
    grant_staff(username="alice")
    grant_staff(username="alice")
    assert AuditEntry.objects.filter(action="staff.granted").count() == 1


def test_an_owner_stays_one(db: None) -> None:
    make_owner("olga")
    with pytest.raises(Forbidden):
        withdraw_staff(username="olga")
    with pytest.raises(CommandError, match="owner"):
        run("remove", "olga")
    assert "owner" in run("list")


def test_nobody_and_the_suspended_are_refused(alice: User) -> None:
    with pytest.raises(NotFound):
        grant_staff(username="nobody")
    with pytest.raises(CommandError, match="no such person"):
        run("add", "nobody")
    suspend_user(actor=make_moderator("rosa"), user_id=alice.id, reason="Spam")
    with pytest.raises(Invalid):
        grant_staff(username="alice")
