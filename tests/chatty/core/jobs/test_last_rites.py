"""When a job has failed for the last time."""

import pytest

from chatty.core.jobs import runner
from chatty.core.jobs.models import Job
from chatty.core.jobs.outbox import start_job
from chatty.core.jobs.runner import job_handler, last_rites, run_job
from chatty.core.limits import limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words with which a job was tried that always fails."""
    for registry in ("_handlers", "_last_rites"):
        monkeypatch.setattr(runner, registry, dict(getattr(runner, registry)))
    words: list[str] = []

    @job_handler("test.never")
    def fail(*, word: str) -> None:
        words.append(word)
        raise ValueError("It never works.")

    return words


@pytest.mark.parametrize("tries_left", [1, 0])
def test_the_last_failure_is_told_to_whoever_waits_for_it(tries_left: int, ran: list[str]) -> None:
    told: list[str] = []
    last_rites("test.never")(lambda *, word: told.append(word))
    job_id = start_job("test.never", word="waited for")
    # Of a worker that is killed only the attempt is known, which is counted before it is made.
    Job.objects.update(attempts=limits.job_attempts - 2)
    run_job(str(job_id))
    assert told == []
    Job.objects.update(
        attempts=limits.job_attempts - tries_left, due_at=Job.objects.get().created_at
    )
    run_job(str(job_id))
    assert Job.objects.get().failed_at is not None
    assert (told, len(ran)) == (["waited for"], 1 + tries_left)


def test_rites_that_fail_leave_a_dead_letter_all_the_same(ran: list[str]) -> None:
    @last_rites("test.never")
    def fail(*, word: str) -> None:
        start_job("test.never", word=word)
        raise LookupError(word)

    job_id = start_job("test.never", word="nobody")
    Job.objects.update(attempts=limits.job_attempts - 1)
    run_job(str(job_id))
    job = Job.objects.get()
    assert job.failed_at is not None
    assert job.last_error == "ValueError: It never works."
