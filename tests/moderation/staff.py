"""People who look after the server."""

from accounts.models import User
from accounts.operations.staff import grant_staff
from tests.make import make_user


def make_moderator(name: str) -> User:
    """Somebody whom the command made a moderator."""
    make_user(name)
    return grant_staff(username=name)


def make_owner(name: str) -> User:
    """An owner of the server, as the owner's link makes one."""
    owner = make_user(name)
    User.objects.filter(id=owner.id).update(is_superuser=True, is_staff=True)
    owner.refresh_from_db()
    return owner
