"""`/me/presence` over HTTP, and its twins on the socket."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from chatty.core.errors import Invalid, RateLimited
from chatty.core.limits import override_limits
from chatty.realtime.presence import beat_sockets
from chatty.realtime.registry import Caller, Watching, find_operation
from tests.asking import Api, api_as, code_of

FIELDS = {"user_id", "status", "last_seen_at", "custom_status"}


def operate(name: str, actor: User, data: dict[str, Any], *, socket: str = "socket") -> Any:
    operation = find_operation(name)
    assert operation is not None
    return operation(actor, Caller(actor.id, uuid.uuid4(), socket), data)


@pytest.mark.django_db
def test_nobody_sets_anything(anonymous: Api) -> None:
    answer = anonymous("PUT", "/me/presence", {"status": "dnd"})
    assert code_of(answer) == (401, "not_authenticated")


def test_presence_is_set_for_all_devices(alice: User, bob: User) -> None:
    beat_sockets([(str(alice.id), "one"), (str(alice.id), "two")])
    api = api_as(alice)
    for status in ("dnd", "away", "offline", "online"):
        answer = api.ok("PUT", "/me/presence", {"status": status})
        assert set(answer) == FIELDS
        assert (answer["user_id"], answer["status"]) == (str(alice.id), status)
        assert api_as(bob).get(f"/users/{alice.id}")["presence"] == status


def test_who_has_no_socket_is_offline_whatever_they_set(alice: User) -> None:
    for status in ("online", "away", "dnd"):
        answer = api_as(alice).ok("PUT", "/me/presence", {"status": status})
        assert answer["status"] == "offline"


@pytest.mark.parametrize("body", [{}, {"status": None}, {"status": "busy"}, {"status": ["away"]}])
def test_only_four_words_are_taken(alice: User, body: Any) -> None:
    assert code_of(api_as(alice)("PUT", "/me/presence", body)) == (400, "invalid")
    with pytest.raises(Invalid):
        operate("presence.set", alice, body)


def test_a_socket_speaks_for_itself(alice: User) -> None:
    beat_sockets([(str(alice.id), "one"), (str(alice.id), "two")])
    away = {"status": "away", "automatic": True}
    assert operate("presence.set", alice, away, socket="one")["status"] == "online"
    assert operate("presence.set", alice, away, socket="two")["status"] == "away"


def test_watching_names_the_topics_and_answers_what_is_there(alice: User, bob: User) -> None:
    beat_sockets([(str(bob.id), "one")])
    ids = [str(bob.id), str(uuid.uuid4()), str(alice.id)]
    watching = operate("presence.watch", alice, {"user_ids": ids})
    assert isinstance(watching, Watching)
    assert set(watching.topics) == {f"presence:{bob.id}", f"presence:{alice.id}"}
    presences = {seen["user_id"]: seen for seen in watching.answer()["presences"]}
    assert all(set(seen) == FIELDS for seen in presences.values())
    assert {user: seen["status"] for user, seen in presences.items()} == {
        str(alice.id): "offline",
        str(bob.id): "online",
    }


def test_watching_nobody_is_fine(alice: User) -> None:
    watching = operate("presence.watch", alice, {"user_ids": []})
    assert (list(watching.topics), watching.answer()) == ([], {"presences": []})


@pytest.mark.parametrize("ids", [None, "x", ["x"], {}, [[]]])
def test_what_is_no_list_of_ids_is_refused(alice: User, ids: Any) -> None:
    with pytest.raises(Invalid):
        operate("presence.watch", alice, {"user_ids": ids})
    with pytest.raises(Invalid):
        operate("presence.watch", alice, {})


def test_watching_counts_as_reading(alice: User) -> None:
    caller = Caller(alice.id, uuid.uuid4(), "socket")
    watch = find_operation("presence.watch")
    assert watch is not None
    with override_limits(reads_per_minute=1):
        watch(alice, caller, {"user_ids": []})
        with pytest.raises(RateLimited):
            watch(alice, caller, {"user_ids": []})
