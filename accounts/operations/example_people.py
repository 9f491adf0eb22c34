"""Accounts for example content, marked in the audit log so that nobody can pass for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import AuditEntry, User, UserSession
from accounts.operations.account_details import check_details
from accounts.operations.audit import record_audit_entry
from accounts.operations.sessions import REVOKED, end_session
from accounts.rules.passwords import normal_password
from chatty.core.clock import now
from chatty.core.errors import UsernameTaken

REGISTERED = "example.registered"
MAIL_DOMAIN = "example.invalid"
"""RFC 6761 keeps `.invalid` from ever being delivered."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """What an example account says about itself."""

    username: str
    display_name: str
    bio: str
    custom_status: str
    time_zone: str


def register_examples(*, people: Sequence[Example], password: str) -> Mapping[str, User]:
    """Make accounts that share a password; name → account. No mail goes out, no rate is spent.

    The password is hashed once: fifteen times the same work would protect nothing.

    Raises Invalid for details that break the rules, UsernameTaken where a name is somebody's.
    """
    hashed = make_password(normal_password(password))
    with transaction.atomic():
        names = [one.username for one in people]
        taken = User.objects.filter(username__in=names).values_list("username", flat=True)
        if found := sorted(taken):
            raise UsernameTaken(f"Somebody here is called {', '.join(found)} already.")
        return {one.username: _register(one, password, hashed) for one in people}


def _register(one: Example, password: str, hashed: str) -> User:
    user = check_details(
        username=one.username,
        email=f"{one.username}@{MAIL_DOMAIN}",
        password=password,
        display_name=one.display_name,
        is_owner=False,
    )
    user.password, user.is_verified = hashed, True
    user.bio, user.custom_status, user.time_zone = one.bio, one.custom_status, one.time_zone
    user.save(force_insert=True)
    # Django's own clock has stamped it.
    User.objects.filter(id=user.id).update(created_at=now())
    record_audit_entry(actor=user, action=REGISTERED, target_type="user", target_id=user.id)
    return user


def example_people() -> dict[str, User]:
    """The example accounts that are open; name → account."""
    ids = AuditEntry.objects.filter(action=REGISTERED).values("actor_id")
    return {user.username: user for user in User.objects.filter(id__in=ids, is_active=True)}


def close_examples() -> int:
    """End every example account: its sessions, its password, and its hold on a name; how many.

    The rows stay, as those of all who ever wrote, and keep the name that is shown.
    """
    with transaction.atomic():
        people = example_people().values()
        for session in UserSession.objects.filter(user__in=people, revoked_at=None):
            end_session(session, reason=REVOKED, actor=None)
        for user in people:
            user.username = user.username_skeleton = f"closed-{user.id.hex[-12:]}"
            user.email = f"{user.id}@{MAIL_DOMAIN}"
            user.is_active = False
            user.set_unusable_password()
            user.save()
        return len(people)
