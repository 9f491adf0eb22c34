"""Who looks after this server beside its owner. Asked for on the machine itself, by a command."""

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from chatty.core.errors import Forbidden, Invalid, NotFound


def grant_staff(*, username: str) -> User:
    """Make somebody a moderator of the whole server; who is one stays one. NotFound; Invalid for a
    closed or suspended account.
    """
    with transaction.atomic():
        person = _lock(username)
        if not person.is_active or person.is_suspended:
            raise Invalid("This account is closed or suspended.")
        return _set(person, is_staff=True, action="staff.granted")


def withdraw_staff(*, username: str) -> User:
    """Take that right again; who has none stays without. NotFound; Forbidden for an owner."""
    with transaction.atomic():
        person = _lock(username)
        if person.is_superuser:
            raise Forbidden("An owner of this server looks after it, always.")
        return _set(person, is_staff=False, action="staff.withdrawn")


def _lock(username: str) -> User:
    rows = User.objects.select_for_update(no_key=True)
    person = rows.filter(username=username.strip().lower()).first()
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _set(person: User, *, is_staff: bool, action: str) -> User:
    if person.is_staff != is_staff:
        person.is_staff = is_staff
        person.save(update_fields=["is_staff", "updated_at"])
        record_audit_entry(actor=None, action=action, target_type="user", target_id=person.id)
    return person
