"""Drafts over REST and socket."""

import uuid
from typing import Any

import pytest

from chatty.core.clock import now
from chatty.core.limits import override_limits
from chatty.core.redis_client import redis
from chatty.realtime.registry import Caller, find_operation
from conversations.models import Conversation
from conversations.operations.members import add_members, leave_conversation, remove_member
from messaging.adapters.sealing import seal_draft
from messaging.models import Draft
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_dm, make_group, make_message, make_user
from tests.messaging.conftest import Committing

TEXT = "Shall we take the night train"


def put(api: Api, room: Conversation, body: str, **more: Any) -> Any:
    return api("PUT", f"/conversations/{room.id}/draft", {"body": body, **more})


def read(api: Api, room: Conversation) -> Any:
    return api.get(f"/conversations/{room.id}/draft")


def test_a_draft_that_never_was_has_version_0(cast: Cast) -> None:
    bob = api_as(cast.bob)
    assert read(bob, cast.lounge) == {"body": "", "version": 0, "updated_at": None}
    first = put(bob, cast.lounge, TEXT, version=0)
    assert first.status_code == 200
    assert first.json() == read(bob, cast.lounge)
    assert (first.json()["body"], first.json()["version"]) == (TEXT, 1)
    assert first.json()["updated_at"].endswith("Z")


def test_a_draft_is_ones_own(cast: Cast) -> None:
    put(api_as(cast.bob), cast.lounge, TEXT)
    alice = api_as(cast.alice)
    assert read(alice, cast.lounge)["version"] == 0
    assert alice.get(f"/conversations/{cast.lounge.id}")["draft"] is None


def test_conversations_carry_the_draft(cast: Cast) -> None:
    bob = api_as(cast.bob)
    empty = make_dm(cast.bob, cast.dave)
    drafts = {str(room.id): put(bob, room, TEXT).json() for room in (cast.lounge, empty)}
    listed = bob.get("/conversations")["results"]
    assert {row["id"]: row["draft"] for row in listed} == drafts
    assert bob.get(f"/conversations/{empty.id}")["draft"] == drafts[str(empty.id)]
    changes = bob.get(f"/conversations/{cast.lounge.id}/changes?since=0")
    assert changes["conversation"]["draft"] == drafts[str(cast.lounge.id)]


def test_a_draft_is_sealed_for_its_place(cast: Cast) -> None:
    dm = make_dm(cast.bob, cast.dave)
    bob = api_as(cast.bob)
    for room in (cast.lounge, dm):
        put(bob, room, TEXT)
    here, there = Draft.objects.get(conversation=cast.lounge), Draft.objects.get(conversation=dm)
    assert TEXT.encode() not in bytes(here.body)
    assert len(bytes(here.body)) > len(TEXT)
    Draft.objects.filter(conversation=cast.lounge).update(body=there.body)
    assert code_of(bob("GET", f"/conversations/{cast.lounge.id}/draft")) == (500, "internal_error")


def test_clearing_leaves_nothing_but_the_version(cast: Cast) -> None:
    bob = api_as(cast.bob)
    put(bob, cast.lounge, TEXT)
    cleared = put(bob, cast.lounge, "", version=1).json()
    assert (cleared["body"], cleared["version"]) == ("", 2)
    assert bob.get(f"/conversations/{cast.lounge.id}")["draft"] is None
    assert bytes(Draft.objects.get().body) == b""
    assert put(bob, cast.lounge, "Again", version=2).json()["version"] == 3


@pytest.mark.parametrize("header", [True, False], ids=["If-Match", "version"])
def test_two_devices_do_not_overwrite_each_other(cast: Cast, header: bool) -> None:
    phone, laptop = api_as(cast.bob), api_as(cast.bob)
    put(phone, cast.lounge, TEXT, version=0)
    path, body = f"/conversations/{cast.lounge.id}/draft", {"body": "Other words"}
    if header:
        refused = laptop("PUT", path, body, if_match='"0"')
    else:
        refused = laptop("PUT", path, {**body, "version": 0})
    assert code_of(refused) == (409, "version_conflict")
    assert refused.json()["current"] == read(phone, cast.lounge)
    assert put(laptop, cast.lounge, "Other words", version=1).json()["version"] == 2
    assert put(laptop, cast.lounge, "Whatever is there").json()["version"] == 3
    both = laptop("PUT", path, {**body, "version": 3}, if_match='"2"')
    assert code_of(both) == (400, "invalid")


def test_a_repeated_draft_changes_nothing(
    cast: Cast, published: Published, committing: Committing
) -> None:
    bob = api_as(cast.bob)
    first = put(bob, cast.lounge, TEXT, version=0).json()
    with committing():
        # An answer that was lost: the same again, from the same version, is no conflict.
        assert put(bob, cast.lounge, TEXT, version=0).json() == first
    assert published.messages == []
    assert put(bob, make_dm(cast.bob, cast.dave), "").json()["version"] == 0


def test_the_own_devices_hear_of_it_and_nobody_else(
    cast: Cast, published: Published, committing: Committing
) -> None:
    rev = Conversation.objects.get(id=cast.lounge.id).rev
    with committing():
        saved = put(api_as(cast.bob), cast.lounge, TEXT).json()
        put(api_as(cast.bob), cast.lounge, "")
    assert {message["topic"] for message in published.messages} == {f"user:{cast.bob.id}"}
    first, second = published.events("conversation.updated")
    assert first["rev"] is None
    assert first["d"] == {"id": str(cast.lounge.id), "draft": saved}
    assert second["d"] == {"id": str(cast.lounge.id), "draft": None}
    assert Conversation.objects.get(id=cast.lounge.id).rev == rev


def test_sync_tells_of_a_changed_draft(cast: Cast) -> None:
    make_dm(cast.bob, cast.dave)
    bob = api_as(cast.bob)
    cursor = bob.ok("POST", "/sync", {})["account_cursor"]
    saved = put(bob, cast.lounge, TEXT).json()
    told = bob.ok("POST", "/sync", {"account_cursor": cursor})["conversations"]
    assert saved in [row["draft"] for row in told if row["id"] == str(cast.lounge.id)]


def test_a_socket_saves_alike(cast: Cast) -> None:
    operation = find_operation("draft.set")
    assert operation is not None
    data = {"conversation_id": str(cast.lounge.id), "body": TEXT, "version": 0}
    answer = operation(cast.bob, Caller(cast.bob.id, uuid.uuid4()), data)
    assert answer == read(api_as(cast.bob), cast.lounge)


def test_texts_have_the_rules_of_messages(cast: Cast) -> None:
    bob = api_as(cast.bob)
    with override_limits(body_code_points=5):
        assert put(bob, cast.lounge, "12345").status_code == 200
        assert code_of(put(bob, cast.lounge, "123456")) == (400, "invalid")
    for body in ("a\0b", None, ["x"]):
        refused = bob("PUT", f"/conversations/{cast.lounge.id}/draft", {"body": body})
        assert code_of(refused) == (400, "invalid")
    assert code_of(bob("PUT", f"/conversations/{cast.lounge.id}/draft", {})) == (400, "invalid")
    assert put(bob, cast.lounge, "a\r\n b ").json()["body"] == "a\n b "


def test_saving_has_the_rate_of_reading(cast: Cast) -> None:
    redis().flushdb()
    bob = api_as(cast.bob)
    with override_limits(reads_per_minute=2, messages_per_minute=1):
        answers = [put(bob, cast.lounge, f"{n}").status_code for n in range(3)]
    assert answers == [200, 200, 429]


def leave(cast: Cast) -> None:
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)


def be_removed(cast: Cast) -> None:
    remove_member(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.bob.id)


@pytest.mark.parametrize("go", [leave, be_removed])
def test_who_is_gone_leaves_no_draft_behind(cast: Cast, go: Any) -> None:
    put(api_as(cast.bob), cast.lounge, TEXT)
    put(api_as(cast.alice), cast.lounge, "Hers")
    go(cast)
    assert [draft.user_id for draft in Draft.objects.all()] == [cast.alice.id]
    add_members(actor=cast.alice, conversation_id=cast.lounge.id, user_ids=[cast.bob.id])
    assert read(api_as(cast.bob), cast.lounge)["version"] == 0


def test_nobody_hears_the_draft_of_who_comes_with_them(
    cast: Cast, published: Published, committing: Committing
) -> None:
    people = [make_user("erin"), make_user("frank")]
    room = make_group(cast.alice, cast.bob)
    add_members(actor=cast.alice, conversation_id=room.id, user_ids=[one.id for one in people])
    for one in people:
        leave_conversation(actor=one, conversation_id=room.id)
    # Left behind, however it came to be.
    first = min(people, key=lambda one: one.id)
    sealed = seal_draft("Secret", conversation_id=room.id, user_id=first.id, version=1)
    Draft.objects.create(
        conversation_id=room.id, user=first, body=sealed, version=1, updated_at=now()
    )
    with committing():
        add_members(actor=cast.alice, conversation_id=room.id, user_ids=[one.id for one in people])
    heard = {event["topic"]: event["d"] for event in published.events("conversation.created")}
    assert len(heard) == 2
    (other,) = [one for one in people if one != first]
    assert heard[f"user:{other.id}"]["draft"] is None
    assert heard[f"user:{other.id}"]["last_message"]["type"] == "SYSTEM"


def test_outsiders_have_no_draft(cast: Cast) -> None:
    for outsider in (cast.dave, cast.mallory):
        api = api_as(outsider)
        assert api.get("/me")["id"] == str(outsider.id)
        assert code_of(put(api, cast.lounge, TEXT)) == (404, "not_found")
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_has_a_conflict(cast: Cast) -> None:
    def save(number: int) -> int:
        status: int = put(api_as(cast.bob), cast.lounge, f"Text {number}", version=0).status_code
        return status

    assert sorted(at_once(4, save)) == [200, 409, 409, 409]


@pytest.mark.django_db(transaction=True)
def test_drafting_and_sending_do_not_wait_for_each_other_for_ever(cast: Cast) -> None:
    def work(number: int) -> object:
        if number % 2:
            return put(api_as(cast.bob), cast.lounge, f"Text {number}").status_code
        return make_message(by=cast.bob, in_=cast.lounge)["seq"]

    assert [found for found in at_once(8, work) if isinstance(found, Exception)] == []
