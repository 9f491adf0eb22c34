"""What every test may use: cheap hashing, fresh limits, what was published, the cast."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from accounts.models import User
from chatty.core.rate_limit import start_over
from chatty.core.redis_client import redis
from chatty.realtime import publish
from conversations.queries.keys import forget_keys
from tests.asking import Api
from tests.cast import Cast, gather_cast
from tests.emptying import empty_tables
from tests.hashing import hash_cheaply
from tests.make import make_user
from tests.people import who_stayed
from tests.wall import behind_the_wall, build_wall

# What takes long: a worker that starts one of it last keeps the others waiting. The first that
# looks at a page waits for static files to be collected; meanwhile the others do what needs none.
_SLOW = (
    "browser/test_accessibility.py",
    "contracts/",
    "js/",
    "browser/",
    "journeys/",
    "faults/",
    "chatty/realtime/",
    "chatty/ops/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is slow; within it, and after it, the order stays."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(here).as_posix() if item.path.is_relative_to(here) else ""
        return next(
            (number for number, start in enumerate(_SLOW) if name.startswith(start)),
            len(_SLOW),
        )

    items.sort(key=place)


@pytest.fixture(autouse=True, scope="session")
def _cheap_hashing() -> None:
    """Nobody waits for a password."""
    hash_cheaply()


@pytest.fixture(autouse=True, scope="session")
def _static_folder() -> None:
    """WhiteNoise warns of a folder that is not there; unit tests collect nothing into it."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True, scope="session")
def _quick_emptying() -> Iterator[None]:
    """Nor for tables that hold nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(autouse=True)
def _fresh_process() -> None:
    """Neither spent limits nor remembered keys of the test before."""
    redis().flushdb()
    start_over()
    forget_keys()


@pytest.fixture(autouse=True)
def _everybody_leaves() -> Iterator[None]:
    """Connections left open are found whenever rubbish is collected, and blamed on that test."""
    # Those of a whole module came before its first test.
    who_stayed()
    yield
    assert who_stayed() == []


@pytest.fixture(scope="session")
def _standing_wall(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Built once: to change thirty tables before each test takes its time."""
    with django_db_blocker.unblock():
        build_wall()


@pytest.fixture(autouse=True)
def _second_wall(request: pytest.FixtureRequest) -> Iterator[None]:
    """With CHATTY_ROW_LEVEL_SECURITY=on, every test that rolls back runs behind the wall."""
    mark = request.node.get_closest_marker("django_db")
    commits = bool(mark and mark.kwargs.get("transaction")) or (
        "transactional_db" in request.fixturenames
    )
    asks = mark is not None or "db" in request.fixturenames
    if not settings.ROW_LEVEL_SECURITY or commits or not asks:
        yield
        return
    request.getfixturevalue("_standing_wall")
    request.getfixturevalue("db")
    with behind_the_wall():
        yield


@pytest.fixture(scope="module")
def lasting_rows(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """What fixtures of a module store after this one is there for each of its tests, all of which
    roll back, and goes with the module.
    """
    if settings.ROW_LEVEL_SECURITY:
        # It stays, and tables in which something was just stored cannot be changed.
        request.getfixturevalue("_standing_wall")
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@dataclass
class Published:
    """What went to the channel layer, in order."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    def frames(self, topic: str | None = None) -> list[dict[str, Any]]:
        """The event frames, those of one topic or all."""
        return [
            json.loads(message["frame"])
            for message in self.messages
            if message["frame"] is not None and topic in (None, message["topic"])
        ]

    def events(self, name: str) -> list[dict[str, Any]]:
        """The events of that name, each with `topic`, `rev`, `d` and `control`."""
        found = []
        for message in self.messages:
            if message["frame"] is None:
                continue
            frame = json.loads(message["frame"])
            if frame["ev"] == name:
                found.append(
                    {
                        "topic": message["topic"],
                        "rev": frame.get("rev"),
                        "d": frame["d"],
                        "control": message["control"],
                    }
                )
        return found


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Published:
    """What is published after commit; in tests without real commits capture those callbacks too."""
    seen = Published()
    monkeypatch.setattr(publish, "_send", lambda _topic, message: seen.messages.append(message))
    return seen


@pytest.fixture
def anonymous() -> Api:
    """Nobody."""
    return Api()


@pytest.fixture
def alice(db: None) -> User:
    """An ordinary person."""
    return make_user("alice")


@pytest.fixture
def bob(db: None) -> User:
    """Another one."""
    return make_user("bob")


@pytest.fixture
def cast(db: None) -> Cast:
    """Alice owns the lounge, carol moderates, bob is a member, dave is not in it, mallory left."""
    return gather_cast()
