"""Presence of people: who is told what, who was last seen when, and what stays hidden."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import User
from accounts.operations import presence
from accounts.operations.presence import note_presence, set_presence
from accounts.operations.profile import update_me
from accounts.operations.sessions import touch_session
from accounts.queries.presence import list_watchable, read_presence
from chatty.core.clock import now, wire_time
from chatty.core.errors import Invalid, RateLimited
from chatty.core.limits import override_limits
from chatty.realtime.presence import (
    PresenceChange,
    beat_sockets,
    choose_status,
    close_socket,
    sweep,
)
from tests.asking import sign_in_as
from tests.conftest import Published
from tests.contracts.conftest import Committing
from tests.make import make_user


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Any) -> Committing:
    """A block whose end counts as a commit, so that what it did is published."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def come(user: User, name: str = "socket") -> None:
    beat_sockets([(str(user.id), name)])


def leave(user: User, name: str = "socket") -> None:
    close_socket(user.id, name)


def hide(user: User) -> None:
    update_me(actor=user, changes={"privacy_settings": {"last_seen": "nobody"}})


def seen_by_others(user: User) -> str | None:
    [(_, status)] = read_presence([user.id])
    return status


def test_who_watches_hears_of_coming_and_going(
    alice: User, published: Published, committing: Committing
) -> None:
    before = User.objects.get(id=alice.id).last_seen_at
    with committing(), override_limits(presence_grace_seconds=0.001):
        come(alice)
        leave(alice)
        while seen_by_others(alice) != "offline":
            sweep()
    after = User.objects.get(id=alice.id).last_seen_at
    assert before is not None
    assert after is not None
    assert after > before
    events = published.events("presence")
    assert {event["topic"] for event in events} == {f"presence:{alice.id}"}
    assert [event["d"] for event in events] == [
        {
            "user_id": str(alice.id),
            "status": status,
            "last_seen_at": wire_time(at),
            "custom_status": "",
        }
        for status, at in (("online", before), ("offline", after))
    ]


def test_who_was_seen_later_was_not_last_seen_before(alice: User) -> None:
    at = now() + timedelta(minutes=5)
    for moment in (at, at - timedelta(minutes=1)):
        note_presence([PresenceChange(alice.id, "offline", moment)])
    alice.refresh_from_db()
    assert alice.last_seen_at == at
    note_presence([PresenceChange(alice.id, "online", at + timedelta(minutes=1))])
    alice.refresh_from_db()
    assert alice.last_seen_at == at


def test_many_are_noted_with_few_queries(
    db: None, django_assert_max_num_queries: Any, published: Published, committing: Committing
) -> None:
    people = [make_user(f"user{number}") for number in range(20)]
    later = now() + timedelta(minutes=1)
    changes = [PresenceChange(person.id, "offline", later) for person in people]
    with committing(), django_assert_max_num_queries(4):
        note_presence([*changes, PresenceChange(uuid.uuid4(), "offline", later)])
    assert len(published.events("presence")) == 20
    assert User.objects.filter(last_seen_at=later).count() == 20


def test_who_hides_it_is_told_to_nobody_but_their_own_devices(
    alice: User, published: Published, committing: Committing
) -> None:
    hide(alice)
    with committing():
        come(alice)
    [event] = published.events("presence")
    assert (event["topic"], event["d"]["status"]) == (f"user:{alice.id}", "online")


def test_who_begins_to_hide_it_goes_for_those_who_watch(
    alice: User, published: Published, committing: Committing
) -> None:
    come(alice)
    with committing():
        hide(alice)
    told, own = published.events("presence")
    assert told["topic"] == f"presence:{alice.id}"
    assert (told["d"]["status"], told["d"]["last_seen_at"]) == ("offline", None)
    assert (own["topic"], own["d"]["status"]) == (f"user:{alice.id}", "online")
    assert own["d"]["last_seen_at"] is not None


def test_a_new_status_line_is_told_and_a_new_name_is_not(
    alice: User, published: Published, committing: Committing
) -> None:
    with committing():
        update_me(actor=alice, changes={"display_name": "Alice", "bio": "Hello"})
        update_me(actor=alice, changes={"custom_status": "On a boat"})
        update_me(actor=alice, changes={"custom_status": "On a boat"})
    [event] = published.events("presence")
    assert (event["d"]["status"], event["d"]["custom_status"]) == ("offline", "On a boat")


def test_what_is_told_of_a_person_has_an_order_whatever_it_is_about(
    alice: User, published: Published, committing: Committing
) -> None:
    """Two processes may tell of a new status line and of a change of status in either order."""
    with committing(), override_limits(presence_grace_seconds=0.001):
        come(alice)
    with committing():
        update_me(actor=alice, changes={"custom_status": "On a boat"})
    with committing():
        hide(alice)
    with committing():
        set_presence(actor=alice, status="dnd")
    stamps = [message.get("stamp") for message in published.messages]
    told = [stamp for stamp in stamps if stamp is not None]
    assert told == sorted(told)
    # Coming, the line, going for the others and not for oneself, and oneself again.
    assert len(told) == len(published.events("presence")) == 5
    assert len(set(told)) == 4


def test_a_status_is_set_for_one_socket_or_for_all(alice: User) -> None:
    come(alice, "desk")
    come(alice, "phone")
    one = set_presence(actor=alice, status="away", connection_id="desk")
    assert (one["user_id"], one["status"]) == (str(alice.id), "online")
    assert set_presence(actor=alice, status="away")["status"] == "away"
    assert set_presence(actor=alice, status="dnd", connection_id="desk")["status"] == "dnd"
    found = set_presence(actor=alice, status="online", connection_id="desk", is_automatic=True)
    assert found["status"] == "dnd"
    assert set_presence(actor=alice, status="online", connection_id="desk")["status"] == "online"
    assert set_presence(actor=alice, status="offline")["status"] == "offline"
    assert set_presence(actor=alice, status="online")["status"] == "online"


@pytest.mark.parametrize("status", ["dnd", "offline"])
def test_no_program_finds_out_what_only_people_choose(alice: User, status: str) -> None:
    with pytest.raises(Invalid):
        set_presence(actor=alice, status=status, is_automatic=True)


def test_setting_it_is_limited(alice: User) -> None:
    with override_limits(presence_per_minute=2):
        for status in ("away", "online"):
            set_presence(actor=alice, status=status)
        with pytest.raises(RateLimited):
            set_presence(actor=alice, status="dnd")


def test_who_chose_to_show_as_offline_is_not_seen(alice: User) -> None:
    session = sign_in_as(alice).session
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        touch_session(session)
        seen_at = now()
    come(alice)
    choose_status(alice.id, "offline")
    with time_machine.travel(seen_at + timedelta(minutes=5), tick=False):
        touch_session(session)
        assert session.last_used_at == now()
    alice.refresh_from_db()
    assert alice.last_seen_at is not None
    assert alice.last_seen_at <= max(seen_at, now())


def test_a_database_that_fails_costs_a_socket_nothing(
    alice: User, monkeypatch: pytest.MonkeyPatch, published: Published, committing: Committing
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("no database")

    with monkeypatch.context() as patch:
        patch.setattr(presence, "presence_json", fail)
        come(alice)
    assert published.messages == []
    with committing():
        sweep()
    assert [event["d"]["status"] for event in published.events("presence")] == ["online"]


def test_only_people_are_watched_and_not_too_many(alice: User, bob: User) -> None:
    User.objects.filter(id=bob.id).update(is_active=False)
    stranger = uuid.uuid4()
    assert list_watchable([alice.id, bob.id, stranger, alice.id]) == [alice.id]
    with override_limits(presence_watched=2):
        assert list_watchable([alice.id, stranger]) == [alice.id]
        with pytest.raises(Invalid):
            list_watchable([alice.id, bob.id, stranger])


def test_five_hundred_people_are_read_with_one_query(
    alice: User, django_assert_num_queries: Any
) -> None:
    come(alice)
    ids = [alice.id, *(uuid.uuid4() for _ in range(499))]
    with django_assert_num_queries(1):
        assert read_presence(ids) == [(alice, "online")]


def test_without_redis_the_status_is_not_known(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RedisAway("gone")

    monkeypatch.setattr("redis.Redis.execute_command", fail)
    monkeypatch.setattr("redis.client.Pipeline.execute", fail)
    assert set_presence(actor=alice, status="dnd")["status"] is None
    assert read_presence([alice.id]) == [(alice, None)]
