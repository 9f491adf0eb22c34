"""Proving an e-mail address, through a real SMTP server."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from accounts.adapters.verification_mail import write_verification_token
from accounts.models import User
from accounts.operations.registration import register_user
from accounts.operations.verification import verify_email
from chatty.core.clock import now
from chatty.core.errors import Invalid
from chatty.core.jobs.models import Job
from chatty.core.jobs.runner import run_job
from tests.conftest import Published
from tests.make import PASSWORD


class Inbox(MessageHandler):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.mails.append(message_from_bytes(message.as_bytes()))


def free_port() -> int:
    """A port that nothing listens on; the SMTP server cannot choose one by itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    inbox = Inbox()
    port = free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.HAS_EMAIL = True
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        }
    }
    yield inbox
    server.stop()


@pytest.mark.django_db
def test_one_mail_with_a_link_arrives_and_the_link_proves_the_address(
    inbox: Inbox, settings: Any, client: Any
) -> None:
    user = register_user(username="carol", email="carol@example.org", password=PASSWORD)
    assert not user.is_verified
    job = Job.objects.get()
    run_job(str(job.id))
    run_job(str(job.id))
    (mail,) = inbox.mails
    assert mail["To"] == "carol@example.org"
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    text = body.decode()
    (link,) = [line for line in text.splitlines() if "/verify/" in line]
    assert link.startswith(f"{settings.PUBLIC_ORIGIN}/verify/")
    assert PASSWORD not in text
    for _ in range(2):
        assert client.get(link.removeprefix(settings.PUBLIC_ORIGIN)).status_code == 200
    user.refresh_from_db()
    assert user.is_verified


@pytest.mark.django_db
def test_a_mail_that_fails_is_tried_again(settings: Any) -> None:
    settings.HAS_EMAIL = True
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }
    register_user(username="carol", email="carol@example.org", password=PASSWORD)
    job = Job.objects.get()
    run_job(str(job.id))
    job.refresh_from_db()
    assert job.attempts == 1
    assert job.failed_at is None


@pytest.fixture
def carol(db: None, settings: Any) -> User:
    settings.HAS_EMAIL = True
    return register_user(username="carol", email="carol@example.org", password=PASSWORD)


def test_the_own_sockets_hear_of_it_once(
    carol: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    token = write_verification_token(carol)
    with django_capture_on_commit_callbacks(execute=True):
        verify_email(token=token)
        verify_email(token=token)
    assert [event["d"] for event in published.events("account.updated")] == [{"part": "me"}]


def test_a_link_ends_after_two_days(carol: User) -> None:
    token = write_verification_token(carol)
    with time_machine.travel(now() + timedelta(hours=48, seconds=2)), pytest.raises(Invalid):
        verify_email(token=token)


def test_a_link_is_for_one_address(carol: User) -> None:
    token = write_verification_token(carol)
    User.objects.filter(id=carol.id).update(email="other@example.org")
    with pytest.raises(Invalid):
        verify_email(token=token)


def test_a_changed_link_is_refused(carol: User) -> None:
    token = write_verification_token(carol)
    for wrong in ("", "x", token[:-1], f"A{token}", token.replace(":", ";")):
        with pytest.raises(Invalid):
            verify_email(token=wrong)
    carol.refresh_from_db()
    assert not carol.is_verified
