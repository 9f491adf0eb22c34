"""People who look after the server."""

from typing import Any

from django.test import Client

from accounts.models import User
from accounts.operations.staff import grant_staff
from tests.make import PASSWORD, make_user


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


def browser_of(person: User) -> Client:
    """A browser in which they have signed in on our page, with CSRF as it is outside of tests."""
    client = Client(enforce_csrf_checks=True)
    token = client.get("/signin").cookies["chatty_csrf"].value
    form = {"login": person.username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = client.post("/signin", form)
    assert answer.status_code == 302, answer.content
    return client


def press(client: Client, path: str, **fields: str) -> Any:
    """Send a form of a page, with its token."""
    token = client.cookies["chatty_csrf"].value
    return client.post(path, {"csrfmiddlewaretoken": token, **fields})
