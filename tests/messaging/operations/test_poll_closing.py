"""Polls that close by themselves."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry
from chatty.core.clock import now, wire_time
from chatty.core.jobs.models import Job
from chatty.core.jobs.runner import run_job, sweep_jobs
from conversations.models import Conversation
from messaging.models import Message
from messaging.operations.new_polls import CLOSE
from messaging.operations.polls import close_due_poll, close_poll
from messaging.tasks import close_poll_in_time
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_group, make_user
from tests.messaging.conftest import Committing


def ask(who: Any, room: Conversation) -> dict[str, Any]:
    """A poll that closes in an hour."""
    poll = {"options": ["Yes", "No"], "closes_at": wire_time(now() + timedelta(hours=1))}
    body = {"client_id": str(uuid.uuid4()), "body": "Shall we?", "poll": poll}
    found: dict[str, Any] = api_as(who).ok("POST", f"/conversations/{room.id}/messages", body)
    return found


def end_time_of(sent: dict[str, Any]) -> None:
    """Have the hour be over."""
    row = Message.objects.get(id=sent["id"])
    assert row.poll is not None
    row.poll["closes_at"] = wire_time(now() - timedelta(seconds=1))
    row.save(update_fields=["poll"])


def test_a_poll_has_a_job_for_the_time_when_it_closes(cast: Cast) -> None:
    sent = ask(cast.bob, cast.lounge)
    job = Job.objects.get(name=CLOSE)
    assert wire_time(job.due_at) == sent["poll"]["closes_at"]
    run_job(str(job.id))
    assert Job.objects.filter(id=job.id, attempts=0).exists(), "run before its time"
    assert not api_as(cast.bob).get(f"/messages/{sent['id']}")["poll"]["closed"]


def test_nobody_votes_when_the_time_is_over_though_the_worker_is_late(cast: Cast) -> None:
    sent = ask(cast.bob, cast.lounge)
    end_time_of(sent)
    alice = api_as(cast.alice)
    refused = alice("PUT", f"/messages/{sent['id']}/votes", {"option_ids": [1]})
    assert code_of(refused) == (403, "forbidden")
    assert alice.get(f"/messages/{sent['id']}")["poll"]["closed"]


def test_outside_of_spaces_no_log_tells_who_closed_a_poll(cast: Cast) -> None:
    sent, before = ask(cast.bob, cast.lounge), AuditEntry.objects.count()
    close_poll(actor=cast.alice, message_id=sent["id"])
    assert api_as(cast.bob).get(f"/messages/{sent['id']}")["poll"]["closed"]
    assert AuditEntry.objects.count() == before


def test_a_poll_closes_with_one_event_that_nobody_caused(
    cast: Cast, published: Published, committing: Committing
) -> None:
    sent = ask(cast.bob, cast.lounge)
    end_time_of(sent)
    Job.objects.filter(name=CLOSE).update(due_at=now())
    job = Job.objects.get(name=CLOSE)
    with committing():
        run_job(str(job.id))
        run_job(str(job.id))
        close_poll_in_time(conversation_id=str(cast.lounge.id), message_id=sent["id"])
    (told,) = published.events("message.updated")
    assert (told["d"]["change"], told["d"]["by"]) == ("poll", None)
    assert (told["d"]["poll"]["closed"], told["rev"]) == (True, sent["rev"] + 1)
    assert not Job.objects.filter(name=CLOSE).exists()


@pytest.mark.parametrize("before", ["closed", "deleted", "purged", "gone"])
def test_what_is_closed_or_gone_when_its_time_comes_is_left_alone(
    cast: Cast, published: Published, committing: Committing, before: str
) -> None:
    sent = ask(cast.bob, cast.lounge)
    end: dict[str, Callable[[], Any]] = {
        "closed": lambda: close_poll(actor=cast.bob, message_id=sent["id"]),
        "deleted": lambda: api_as(cast.bob).ok("DELETE", f"/messages/{sent['id']}"),
        "purged": lambda: Message.objects.filter(id=sent["id"]).delete(),
        "gone": lambda: Conversation.objects.filter(id=cast.lounge.id).update(deleted_at=now()),
    }
    end[before]()
    Job.objects.filter(name=CLOSE).update(due_at=now())
    with committing():
        run_job(str(Job.objects.get(name=CLOSE).id))
    assert published.messages == []
    assert not Job.objects.filter(name=CLOSE).exists()


def test_a_poll_that_was_recovered_after_its_time_is_closed(cast: Cast) -> None:
    sent = ask(cast.bob, cast.lounge)
    bob = api_as(cast.bob)
    end_time_of(sent)
    bob.ok("DELETE", f"/messages/{sent['id']}")
    close_due_poll(conversation_id=cast.lounge.id, message_id=uuid.UUID(sent["id"]))
    assert bob.ok("POST", f"/messages/{sent['id']}/recover")["poll"]["closed"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_its_author_close_a_poll_once() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    room = make_group(alice, bob)
    sent = ask(alice, room)
    Job.objects.filter(name=CLOSE).update(due_at=now())
    job = str(Job.objects.get(name=CLOSE).id)
    before = Conversation.objects.get(id=room.id).rev

    def close(number: int) -> Any:
        if number % 3 == 0:
            return close_poll(actor=alice, message_id=sent["id"])
        return run_job(job) if number % 3 == 1 else sweep_jobs()

    assert not [one for one in at_once(9, close) if isinstance(one, Exception)]
    assert Conversation.objects.get(id=room.id).rev == before + 1
    assert api_as(bob).get(f"/messages/{sent['id']}")["poll"]["closed"]
