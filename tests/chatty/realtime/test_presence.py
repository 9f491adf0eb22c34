"""Who is there: steps of people in Redis, and what is told of them."""

import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisAway

from chatty.core.limits import override_limits
from chatty.core.redis_client import redis
from chatty.realtime import presence
from chatty.realtime.presence import (
    PresenceChange,
    beat_sockets,
    choose_status,
    close_socket,
    is_invisible,
    read_people_there,
    read_statuses,
    say_status,
    sweep,
)

ANN, BEN = uuid.uuid4(), uuid.uuid4()
GRACE, SILENCE = 10.0, 60
# How far a moment may be off on a busy machine.
ABOUT_SECONDS = 5.0


class Ear:
    """What a listener hears; it may fail."""

    def __init__(self) -> None:
        self.heard: list[tuple[uuid.UUID, str]] = []
        self.changes: list[PresenceChange] = []
        self.fails = False

    def __call__(self, changes: Sequence[PresenceChange]) -> None:
        if self.fails:
            raise ZeroDivisionError
        self.changes += changes
        self.heard += [(change.user_id, change.status) for change in changes]

    def take(self) -> list[str]:
        """The statuses heard since the last time."""
        taken = [status for _, status in self.heard]
        self.heard.clear()
        return taken


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    made = Ear()
    monkeypatch.setattr(presence, "_listeners", [made])
    with override_limits(presence_grace_seconds=GRACE, silence_seconds=SILENCE):
        yield made


def come(user_id: uuid.UUID, *names: str) -> None:
    beat_sockets([(str(user_id), name) for name in names])


def shows(user_id: uuid.UUID) -> str:
    statuses = read_statuses([user_id])
    assert statuses is not None
    return statuses[user_id]


def pass_time(seconds: float) -> None:
    """Set back all that Redis knows by so many seconds: it has the clock."""
    client: Any = redis()
    for key in client.scan_iter("presence:*"):
        if key == b"presence:due":
            for name, due in client.zscan_iter(key):
                client.zadd(key, {name: due - seconds})
            continue
        for name, value in client.hgetall(key).items():
            at, *status = value.split()
            if status or name == b"left":
                words = [f"{float(at) - seconds:.3f}", *(word.decode() for word in status)]
                client.hset(key, name, " ".join(words))


def wait_out_the_grace() -> None:
    pass_time(GRACE + 1)
    sweep()


def is_told_as_of(ear: Ear, moment: float) -> bool:
    """Whether the last change was said to be of about then (a Unix time)."""
    return abs(ear.changes[-1].at.timestamp() - moment) < ABOUT_SECONDS


def test_one_socket_is_online_and_told_once(ear: Ear) -> None:
    assert shows(ANN) == "offline"
    for _ in range(3):
        come(ANN, "one", "two")
    assert ear.heard == [(ANN, "online")]
    assert (shows(ANN), shows(BEN)) == ("online", "offline")


def test_the_people_who_are_there_are_known_all_at_once(ear: Ear) -> None:
    assert read_people_there() == frozenset()
    come(ANN, "one")
    come(BEN, "two")
    assert read_people_there() == frozenset({ANN, BEN})
    choose_status(BEN, "offline")
    assert read_people_there() == frozenset({ANN})
    close_socket(ANN, "one")
    assert read_people_there() == frozenset({ANN})
    wait_out_the_grace()
    assert read_people_there() == frozenset()


def test_who_closes_the_last_socket_goes_after_the_grace(ear: Ear) -> None:
    come(ANN, "one", "two")
    close_socket(ANN, "one")
    wait_out_the_grace()
    assert ear.take() == ["online"]
    closed_at = time.time()
    close_socket(ANN, "two")
    sweep()
    assert (ear.take(), shows(ANN)) == ([], "online")
    wait_out_the_grace()
    sweep()
    assert (ear.take(), shows(ANN)) == (["offline"], "offline")
    assert is_told_as_of(ear, closed_at - (GRACE + 1))
    assert list(redis().scan_iter()) == []


def test_a_reload_does_not_blink(ear: Ear) -> None:
    come(ANN, "one")
    close_socket(ANN, "one")
    come(ANN, "two")
    wait_out_the_grace()
    assert (ear.take(), shows(ANN)) == (["online"], "online")


def test_the_most_present_socket_counts(ear: Ear) -> None:
    come(ANN, "desk", "phone")
    say_status(ANN, "phone", "away", is_choice=False)
    assert ear.take() == ["online"]
    say_status(ANN, "desk", "away", is_choice=False)
    assert ear.take() == ["away"]
    # A beat says that the socket lives, and no more.
    come(ANN, "desk", "phone")
    assert ear.take() == []
    say_status(ANN, "phone", "online", is_choice=False)
    assert ear.take() == ["online"]
    close_socket(ANN, "phone")
    assert ear.take() == ["away"]


def test_do_not_disturb_wins_over_all_sockets_and_ends_by_choice(ear: Ear) -> None:
    come(ANN, "desk", "phone")
    choose_status(ANN, "dnd")
    say_status(ANN, "desk", "away", is_choice=False)
    say_status(ANN, "desk", "online", is_choice=False)
    assert ear.take() == ["online", "dnd"]
    say_status(ANN, "desk", "online", is_choice=True)
    assert ear.take() == ["online"]


def test_who_chose_offline_shows_it_though_sockets_come_and_go(ear: Ear) -> None:
    come(ANN, "one")
    assert not is_invisible(ANN)
    choose_status(ANN, "offline")
    assert (ear.take(), is_invisible(ANN)) == (["online", "offline"], True)
    come(ANN, "two")
    say_status(ANN, "two", "away", is_choice=False)
    close_socket(ANN, "one")
    close_socket(ANN, "two")
    wait_out_the_grace()
    come(ANN, "three")
    assert (ear.take(), shows(ANN)) == ([], "offline")
    say_status(ANN, "three", "online", is_choice=True)
    assert (ear.take(), is_invisible(ANN)) == (["online"], False)


def test_a_choice_without_a_socket_shows_once_there_is_one(ear: Ear) -> None:
    choose_status(ANN, "dnd")
    assert (ear.take(), shows(ANN)) == ([], "offline")
    come(ANN, "one")
    assert ear.take() == ["dnd"]


def test_a_status_for_all_sockets(ear: Ear) -> None:
    come(ANN, "one", "two")
    say_status(ANN, "", "away", is_choice=True)
    assert ear.take() == ["online", "away"]
    say_status(ANN, "", "online", is_choice=True)
    assert ear.take() == ["online"]
    # Without a socket there is nothing to show.
    say_status(BEN, "", "online", is_choice=True)
    assert (ear.take(), shows(BEN)) == ([], "offline")


def test_sockets_of_a_killed_process_fade_with_their_last_beat(ear: Ear) -> None:
    beaten_at = time.time()
    come(ANN, "dead")
    come(BEN, "dead", "alive")
    pass_time(SILENCE * 0.6)
    come(BEN, "alive")
    sweep()
    assert ear.heard == [(ANN, "online"), (BEN, "online")]
    pass_time(SILENCE * 0.6)
    for _ in range(2):
        sweep()
    assert ear.heard[2:] == [(ANN, "offline")]
    assert is_told_as_of(ear, beaten_at - SILENCE * 1.2)
    assert shows(BEN) == "online"


def test_many_are_swept_in_rounds(ear: Ear) -> None:
    people = [uuid.uuid4() for _ in range(450)]
    beat_sockets([(str(person), "one") for person in people])
    with override_limits(silence_seconds=0.001, presence_grace_seconds=0.001):
        # Due as it was counted before: at once for whoever looks with these limits.
        redis().zadd("presence:due", {str(person): 0 for person in people})
        time.sleep(0.01)
        sweep()
    assert ear.take() == ["online"] * 450 + ["offline"] * 450


def test_what_a_listener_failed_at_is_told_again(ear: Ear) -> None:
    ear.fails = True
    come(ANN, "one")
    assert shows(ANN) == "offline"
    sweep()
    ear.fails = False
    sweep()
    assert (ear.take(), shows(ANN)) == (["online"], "online")
    close_socket(ANN, "one")
    ear.fails = True
    wait_out_the_grace()
    left_at = time.time() - (GRACE + 1)
    ear.fails = False
    pass_time(30)
    sweep()
    assert ear.take() == ["offline"]
    assert is_told_as_of(ear, left_at - 30)


def test_what_redis_lost_comes_back_with_the_next_beat(ear: Ear) -> None:
    come(ANN, "one")
    redis().flushdb()
    assert shows(ANN) == "offline"
    come(ANN, "one")
    assert (ear.take(), shows(ANN)) == (["online", "online"], "online")


def test_without_redis_nothing_is_known_and_nothing_fails(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RedisAway("gone")

    monkeypatch.setattr(Redis, "execute_command", fail)
    monkeypatch.setattr(Redis, "pipeline", lambda *_, **__: _AwayPipeline())
    come(ANN, "one")
    come(ANN, "one", "two")
    close_socket(ANN, "one")
    say_status(ANN, "one", "away", is_choice=True)
    choose_status(ANN, "dnd")
    sweep()
    assert (read_statuses([ANN]), is_invisible(ANN), ear.heard) == (None, True, [])


class _AwayPipeline:
    """Takes commands; none of them arrives."""

    scripts: set[object] = set()

    def hget(self, *_: object) -> None: ...

    def evalsha(self, *_: object) -> None: ...

    def execute(self) -> None:
        raise RedisAway("gone")


def test_a_person_coming_costs_one_call(ear: Ear) -> None:
    def calls() -> int:
        return int(redis().info("stats")["total_commands_processed"])

    come(BEN, "one")
    before = calls()
    come(ANN, "one")
    # Commands inside the script are counted too; the script itself is one, asking is one.
    assert calls() - before <= 9
