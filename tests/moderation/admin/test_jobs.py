"""The pages of jobs that have failed for good."""

import pytest

from accounts.models import AuditEntry, User
from chatty.core.clock import now
from chatty.core.ids import new_id
from chatty.core.jobs.models import Job
from tests.moderation.staff import browser_of, make_moderator, make_owner, press

LIST = "/admin/core/job/"


@pytest.fixture
def letter(db: None) -> Job:
    """A dead letter, beside a job that waits."""
    Job.objects.create(name="attachments.scan")
    return Job.objects.create(
        name="attachments.process",
        arguments={"attachment_id": "some-file"},
        attempts=5,
        failed_at=now(),
        last_error="ParserStoppedError: <b>it ended</b>",
    )


def test_an_owner_sees_what_failed_and_has_it_tried_again(letter: Job) -> None:
    client, page = browser_of(make_owner("olga")), f"{LIST}{letter.id}/change/"
    listed = client.get(LIST).text
    assert "attachments.process" in listed
    assert "attachments.scan" not in listed
    assert "&lt;b&gt;it ended" in listed
    assert "some-file" in client.get(page).text
    answer = press(client, page)
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    assert "It is tried again." in client.get(LIST).text
    letter.refresh_from_db()
    assert (letter.failed_at, letter.attempts) == (None, 0)
    entry = AuditEntry.objects.get(action="job.retried")
    assert (entry.target_id, entry.details) == (str(letter.id), {"job": "attachments.process"})
    # It waits like any other now.
    assert (client.get(page).status_code, press(client, page).status_code) == (404, 404)


def test_moderators_look_and_others_do_not(letter: Job, bob: User) -> None:
    page = f"{LIST}{letter.id}/change/"
    client = browser_of(make_moderator("rosa"))
    assert "Only an owner of this server" in client.get(page).text
    assert press(client, page).status_code == 403
    assert client.get(f"{LIST}{new_id()}/change/").status_code == 404
    client = browser_of(bob)
    for path in (LIST, page):
        assert client.get(path).status_code == 403
        assert press(client, path).status_code == 403
    letter.refresh_from_db()
    assert letter.failed_at is not None
    assert not AuditEntry.objects.filter(action="job.retried").exists()
