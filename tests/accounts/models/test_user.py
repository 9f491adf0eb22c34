"""The users table: what its constraints and triggers hold."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from chatty.core.clock import now


def xid_of(user: User) -> int:
    return User.objects.values_list("changed_xid", flat=True).get(id=user.id)


@pytest.fixture
def new_transaction(alice: User) -> None:
    """Subtransactions share an xid, so the row is made to look older."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE users DISABLE TRIGGER users_stamp_update")
        cursor.execute("UPDATE users SET changed_xid = 1")
        cursor.execute("ALTER TABLE users ENABLE TRIGGER users_stamp_update")


def test_a_new_account_is_stamped(alice: User) -> None:
    assert xid_of(alice) > 1


@pytest.mark.usefixtures("new_transaction")
def test_a_change_is_stamped(alice: User) -> None:
    User.objects.filter(id=alice.id).update(display_name="Alice")
    assert xid_of(alice) > 1


@pytest.mark.usefixtures("new_transaction")
def test_being_seen_is_no_change(alice: User) -> None:
    User.objects.filter(id=alice.id).update(last_seen_at=now())
    assert xid_of(alice) == 1


@pytest.mark.usefixtures("new_transaction")
def test_a_change_beside_being_seen_is_stamped(alice: User) -> None:
    User.objects.filter(id=alice.id).update(last_seen_at=now(), bio="Hello")
    assert xid_of(alice) > 1


@pytest.mark.parametrize("field", ["username", "email"])
def test_two_accounts_cannot_share(alice: User, bob: User, field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=bob.id).update(**{field: getattr(alice, field)})
