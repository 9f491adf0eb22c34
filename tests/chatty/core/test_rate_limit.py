"""Token buckets: shared through Redis, kept in the process without it."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from chatty.core import rate_limit
from chatty.core.errors import RateLimited
from chatty.core.limits import Rate, override_limits
from chatty.core.rate_limit import Breaker, LocalBuckets, per_hour, per_minute, take, take_read
from chatty.core.redis_client import redis
from tests.asking import Api, api_as, at_once, code_of

THREE = Rate(3, 60)


@pytest.fixture
def without_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that is away."""

    def fail(**_arguments: Any) -> None:
        raise RedisConnectionError("Nobody listens.")

    monkeypatch.setattr(rate_limit, "_script", lambda: fail)
    monkeypatch.setattr(rate_limit, "_local", LocalBuckets())
    monkeypatch.setattr(rate_limit, "_breaker", Breaker())


@pytest.fixture
def turn_back() -> Callable[[str, float], None]:
    """Lets seconds pass for a bucket in Redis, whose clock counts."""

    def pass_seconds(bucket: str, seconds: float) -> None:
        at = redis().hget(bucket, "at")
        assert isinstance(at, bytes)
        redis().hset(bucket, "at", str(float(at) - seconds))

    return pass_seconds


def spend(count: int, *, who: object = "alice", rate: Rate = THREE) -> None:
    """So many tokens, one by one."""
    for _ in range(count):
        take("test", who, rate)


def test_a_full_bucket_holds_its_capacity() -> None:
    spend(3)
    with pytest.raises(RateLimited) as caught:
        spend(1)
    assert 19 < (caught.value.retry_after or 0) <= 20
    assert "You can try again in 20 seconds." in caught.value.detail


def test_a_bucket_fills_by_time(turn_back: Callable[[str, float], None]) -> None:
    spend(3)
    turn_back("rate:test:alice", 21)
    spend(1)
    with pytest.raises(RateLimited):
        spend(1)


def test_a_bucket_never_holds_more_than_its_capacity(
    turn_back: Callable[[str, float], None],
) -> None:
    spend(1)
    turn_back("rate:test:alice", 100_000)
    spend(3)
    with pytest.raises(RateLimited):
        spend(1)


def test_a_refused_call_costs_nothing() -> None:
    spend(2)
    for _ in range(5):
        with pytest.raises(RateLimited):
            take("test", "alice", THREE, cost=2)
    spend(1)


def test_everybody_and_everything_has_a_bucket() -> None:
    spend(3)
    spend(3, who="bob")
    take("other", "alice", THREE)


def test_a_bucket_is_forgotten_when_it_would_be_full() -> None:
    spend(1)
    assert 60_000 < redis().pttl("rate:test:alice") <= 61_000


def test_two_processes_share_a_bucket(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    spend(2)
    other = Redis.from_url(settings.REDIS_URL)
    monkeypatch.setattr(rate_limit, "_script", lambda: other.register_script(rate_limit._TAKE))
    spend(1)
    with pytest.raises(RateLimited):
        spend(1)
    other.close()


def test_a_token_is_never_spent_twice(db: None) -> None:
    rate = Rate(20, 100_000)
    answers = at_once(8, lambda _: sum(is_taken(rate) for _ in range(10)))
    assert sum(answers) == 20


def is_taken(rate: Rate) -> bool:
    """Whether there was a token."""
    try:
        take("test", "everybody", rate)
    except RateLimited:
        return False
    return True


@pytest.mark.usefixtures("without_redis")
def test_without_redis_the_process_still_limits(caplog: pytest.LogCaptureFixture) -> None:
    spend(3)
    with pytest.raises(RateLimited):
        spend(1)
    spend(1, who="bob")
    assert {record.message for record in caplog.records} == {"rate_limit.fallback"}


def test_a_redis_that_did_not_answer_is_left_alone_for_a_moment() -> None:
    breaker, asked = Breaker(), 0

    def ask() -> str:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise RedisConnectionError("It hangs.")
        return "there"

    for _ in range(3):
        with pytest.raises(RedisConnectionError):
            breaker.ask(ask)
    assert asked == 1
    breaker._asked_again_at = 0.0
    assert breaker.ask(ask) == "there"


def test_a_redis_that_cannot_be_reached_counts_as_away_and_costs_no_time(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    nowhere = redis.__wrapped__()
    monkeypatch.setattr(rate_limit, "_script", lambda: nowhere.register_script(rate_limit._TAKE))
    monkeypatch.setattr(rate_limit, "_local", LocalBuckets())
    monkeypatch.setattr(rate_limit, "_breaker", Breaker())
    started = time.monotonic()
    spend(3)
    with pytest.raises(RateLimited):
        spend(1)
    assert time.monotonic() - started < 2


def test_the_buckets_of_a_process_fill_by_time() -> None:
    buckets = LocalBuckets()
    assert [buckets.take("a", THREE, 1, at=0) for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a", THREE, 1, at=5) == 15
    assert buckets.take("a", THREE, 1, at=20) == 0
    assert buckets.take("a", THREE, 3, at=20) == 60
    assert buckets.take("a", THREE, 3, at=1_000) == 0
    assert buckets.take("a", THREE, 1, at=999) == 20


def test_the_buckets_of_a_process_do_not_grow_for_ever() -> None:
    buckets = LocalBuckets(at_most=10)
    for number in range(1_000):
        buckets.take(str(number), THREE, 1, at=number)
    assert len(buckets._buckets) <= 10


def test_limits_can_be_switched_off(settings: Settings) -> None:
    settings.RATE_LIMITS = False
    spend(100)
    assert not redis().keys("rate:*")


def test_what_costs_nothing_always_passes() -> None:
    spend(3)
    take("test", "alice", THREE, cost=0)


def test_a_rate_is_named_by_its_time() -> None:
    assert per_minute(5) == Rate(5, 60)
    assert per_hour(5) == Rate(5, 3_600)


def test_reads_have_one_bucket_a_session() -> None:
    with override_limits(reads_per_minute=2):
        take_read("session")
        take_read("session")
        take_read("another")
        with pytest.raises(RateLimited):
            take_read("session")


def test_a_refused_request_says_when_to_come_back(alice: Any) -> None:
    api: Api = api_as(alice)
    with override_limits(reads_per_minute=1):
        api.get("/me")
        started = time.monotonic()
        refused = api("GET", "/me")
        assert time.monotonic() - started < 5
    assert code_of(refused) == (429, "rate_limited")
    assert int(refused.headers["Retry-After"]) == refused.json()["retry_after"] == 60
