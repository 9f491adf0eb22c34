"""Jobs: promised with the rows they belong to, done once, tried again, never lost."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.models import User
from chatty.celery import app as worker
from chatty.core.clock import now
from chatty.core.jobs import runner
from chatty.core.jobs.models import Job
from chatty.core.jobs.outbox import RUN, hint_worker, queue, start_job
from chatty.core.jobs.runner import job_handler, run_job, sweep_jobs
from chatty.core.limits import limits, override_limits
from tests.asking import at_once
from tests.make import make_user

DEADLY = "test.die"

really_committed = pytest.mark.django_db(transaction=True)


class Hints:
    """What the worker was told, instead of a broker."""

    def __init__(self) -> None:
        self.jobs: list[str] = []
        self.error: Exception | None = None

    def send_task(self, name: str, args: list[str], **options: Any) -> None:
        """Celery's, as the outbox calls it."""
        assert name == RUN
        assert options.pop("expires") in (None, limits.job_sweep_seconds)
        assert options == {"retry": False, "ignore_result": True}
        if self.error:
            raise self.error
        self.jobs += args


@pytest.fixture(autouse=True)
def hints(monkeypatch: pytest.MonkeyPatch) -> Hints:
    """The hints that were given."""
    seen = Hints()
    monkeypatch.setattr(queue, "send_task", seen.send_task)
    return seen


@pytest.fixture(autouse=True)
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words that the handlers of these tests were called with."""
    monkeypatch.setattr(runner, "_handlers", dict(runner._handlers))
    words: list[str] = []

    @job_handler("test.rename")
    def _rename(*, word: str) -> None:
        words.append(word)
        User.objects.update(display_name=word)

    @job_handler("test.fail")
    def _fail(*, word: str) -> None:
        words.append(word)
        User.objects.update(display_name=word)
        raise RuntimeError(f"{word} did not work")

    @job_handler(DEADLY)
    def _die() -> None:
        raise SystemExit

    return words


def names() -> set[str]:
    """The display names of everybody."""
    return set(User.objects.values_list("display_name", flat=True))


@really_committed
def test_a_job_is_committed_with_its_cause_and_hinted_after(hints: Hints) -> None:
    with transaction.atomic():
        make_user("alice")
        job_id = start_job("test.rename", word="new")
        assert hints.jobs == []
    assert hints.jobs == [str(job_id)]
    job = Job.objects.get()
    assert (job.id, job.name, job.arguments) == (job_id, "test.rename", {"word": "new"})
    assert (job.attempts, job.failed_at, job.last_error) == (0, None, "")


@really_committed
def test_a_cause_that_is_rolled_back_leaves_no_job_and_no_hint(hints: Hints) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _start_and_fail()
    assert not Job.objects.exists()
    assert not User.objects.exists()
    assert hints.jobs == []


def _start_and_fail() -> None:
    make_user("alice")
    start_job("test.rename", word="new")
    raise RuntimeError


def test_a_job_that_is_done_leaves_its_effect_and_no_row(alice: User, ran: list[str]) -> None:
    job_id = start_job("test.rename", word="new")
    run_job(str(job_id))
    assert names() == {"new"}
    assert ran == ["new"]
    assert not Job.objects.exists()


def test_a_job_that_is_hinted_at_again_runs_once(alice: User, ran: list[str]) -> None:
    job_id = start_job("test.rename", word="new")
    for _ in range(3):
        run_job(str(job_id))
    assert ran == ["new"]


def test_an_unknown_job_is_passed_over(db: None, ran: list[str]) -> None:
    run_job(str(uuid.uuid4()))
    assert ran == []


def test_a_failure_keeps_the_row_and_not_the_effect(alice: User, ran: list[str]) -> None:
    before = names()
    job_id = start_job("test.fail", word="new")
    run_job(str(job_id))
    job = Job.objects.get()
    assert names() == before
    assert ran == ["new"]
    assert (job.attempts, job.failed_at) == (1, None)
    assert job.last_error == "RuntimeError: new did not work"
    assert timedelta(seconds=28) < job.due_at - now() <= timedelta(seconds=30)


def test_a_job_that_is_not_due_waits(alice: User, ran: list[str]) -> None:
    job_id = start_job("test.fail", word="new")
    run_job(str(job_id))
    run_job(str(job_id))
    assert ran == ["new"]


def test_a_failing_job_is_tried_later_each_time_and_kept_at_the_end(
    alice: User, ran: list[str], hints: Hints
) -> None:
    job_id = start_job("test.fail", word="new")
    waits = []
    with time_machine.travel(now(), tick=False) as clock, override_limits(job_attempts=4):
        for _ in range(10):
            run_job(str(job_id))
            job = Job.objects.get()
            if job.failed_at is not None:
                break
            waits.append((job.due_at - now()).total_seconds())
            clock.move_to(job.due_at)
        assert waits == [30, 60, 120]
        assert (job.attempts, job.failed_at) == (4, now())
        clock.shift(timedelta(days=1))
        run_job(str(job_id))
    assert len(ran) == 4


def test_a_job_has_five_attempts() -> None:
    assert limits.job_attempts == 5


def test_a_job_that_works_at_the_second_attempt_goes(
    alice: User, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = start_job("test.fail", word="new")
    run_job(str(job_id))
    runner._handlers["test.fail"] = runner._handlers["test.rename"]
    with time_machine.travel(now() + timedelta(minutes=1)):
        run_job(str(job_id))
    assert names() == {"new"}
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "name, arguments, error",
    [
        ("test.unknown", {}, "KeyError: 'test.unknown'"),
        ("test.rename", {"other": 1}, "TypeError: "),
        ("test.rename", {}, "TypeError: "),
    ],
)
def test_a_job_that_nobody_can_do_is_a_failure_and_no_crash(
    db: None, name: str, arguments: dict[str, Any], error: str
) -> None:
    run_job(str(start_job(name, **arguments)))
    job = Job.objects.get()
    assert job.attempts == 1
    assert job.last_error.startswith(error)


def test_an_error_of_the_database_in_a_handler_is_a_failure(db: None) -> None:
    @job_handler("test.sql")
    def _divide() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    run_job(str(start_job("test.sql")))
    assert Job.objects.get().last_error.startswith("DataError: division by zero")


def test_a_long_error_is_cut(db: None) -> None:
    run_job(str(start_job("test.fail", word="x" * 10_000)))
    assert len(Job.objects.get().last_error) == 2_000


@pytest.mark.parametrize("word", ["nul \0 in it", "half \ud800 of a pair"])
def test_an_error_that_postgresql_cannot_hold_is_still_a_failure(db: None, word: str) -> None:
    @job_handler("test.odd")
    def _fail() -> None:
        raise RuntimeError(word)

    run_job(str(start_job("test.odd")))
    job = Job.objects.get()
    assert job.attempts == 1
    assert job.last_error.startswith("RuntimeError: ")


@really_committed
def test_two_workers_never_run_one_job_twice(ran: list[str]) -> None:
    make_user("alice")
    jobs = [str(start_job("test.rename", word=str(number))) for number in range(12)]

    def work(_: int) -> None:
        for job_id in jobs:
            run_job(job_id)

    assert at_once(4, work) == [None] * 4
    # A worker that came while another had the job passed it over; nobody did it again.
    assert sorted(ran, key=int) == [str(number) for number in range(12)]
    assert not Job.objects.exists()


@really_committed
def test_a_worker_passes_over_a_job_that_another_has(ran: list[str]) -> None:
    started, finish = threading.Event(), threading.Event()

    @job_handler("test.slow")
    def _slow() -> None:
        ran.append("slow")
        started.set()
        assert finish.wait(30)

    job_id = str(start_job("test.slow"))

    def work() -> None:
        try:
            run_job(job_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(work)
        assert started.wait(30)
        run_job(job_id)
        assert Job.objects.filter(id=job_id).exists()
        finish.set()
        other.result(30)
    assert ran == ["slow"]
    assert not Job.objects.exists()


@really_committed
def test_the_sweep_hints_again_at_what_is_due(hints: Hints) -> None:
    first, second, later, dead = [start_job("test.rename", word="new") for _ in range(4)]
    Job.objects.filter(id=second).update(due_at=now() - timedelta(hours=1))
    Job.objects.filter(id=later).update(due_at=now() + timedelta(hours=1))
    Job.objects.filter(id=dead).update(failed_at=now())
    hints.jobs.clear()
    assert sweep_jobs() == 2
    assert hints.jobs == [str(second), str(first)]


@really_committed
@pytest.mark.parametrize(
    "error", [BrokerError("gone"), RedisConnectionError("gone"), ConnectionRefusedError()]
)
def test_a_lost_redis_loses_no_job(
    error: Exception, hints: Hints, ran: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    hints.error = error
    with transaction.atomic():
        make_user("alice")
        job_id = start_job("test.rename", word="new")
    assert [record.message for record in caplog.records] == ["jobs.hint_failed"]
    assert sweep_jobs() == 1
    assert Job.objects.count() == 1
    hints.error = None
    sweep_jobs()
    assert hints.jobs == [str(job_id)]
    run_job(hints.jobs[0])
    assert names() == {"new"}


def test_a_broker_that_cannot_be_reached_costs_neither_an_error_nor_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.undo()
    monkeypatch.setitem(worker.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(worker, "_pool", None)
    monkeypatch.setattr(worker.amqp, "_producer_pool", None)
    started = time.monotonic()
    hint_worker(uuid.uuid4())
    assert time.monotonic() - started < 1
    assert [record.message for record in caplog.records] == ["jobs.hint_failed"]


def test_an_attempt_counts_even_if_it_kills_its_worker(alice: User, ran: list[str]) -> None:
    job = Job.objects.create(name=DEADLY, arguments={}, attempts=limits.job_attempts - 1)
    with pytest.raises(SystemExit):
        run_job(str(job.id))
    job.refresh_from_db()
    assert (job.attempts, job.failed_at) == (limits.job_attempts, None)
    Job.objects.filter(id=job.id).update(due_at=now())
    run_job(str(job.id))
    job.refresh_from_db()
    assert job.failed_at is not None
