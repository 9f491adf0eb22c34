"""Editing and deleting over REST."""

import uuid
from typing import Any

import pytest

from chatty.core.limits import override_limits
from conversations.models import Conversation
from messaging.models import Message, MessageEdit, Reaction
from messaging.wire import MessageJSON
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.make import make_channel, make_dm, make_message


@pytest.fixture
def bob(cast: Cast) -> Api:
    return api_as(cast.bob)


@pytest.fixture
def said(cast: Cast) -> MessageJSON:
    return make_message(by=cast.bob, in_=cast.lounge, body="First")


def rev_of(cast: Cast) -> int:
    return Conversation.objects.get(id=cast.lounge.id).rev


def test_an_edit_keeps_what_stood_there_before(cast: Cast, bob: Api, said: MessageJSON) -> None:
    path = f"/messages/{said['id']}"
    second = bob.ok("PATCH", path, {"body": "Second\r\nline"})
    third = bob.ok("PATCH", path, {"body": "Third"})
    assert (second["version"], second["body"]) == (2, "Second\nline")
    assert (third["version"], third["rev"], third["seq"]) == (3, said["rev"] + 2, said["seq"])  # type: ignore[operator]  # sent ones have a rev
    assert third["edited_at"] is not None
    history = api_as(cast.alice).get(f"{path}/edits")["results"]
    assert [(row["version"], row["body"]) for row in history] == [(1, "First"), (2, "Second\nline")]
    assert history[0]["edited_at"] == said["created_at"]
    assert history[1]["edited_at"] == second["edited_at"]
    assert {row["edited_by"] for row in history} == {str(cast.bob.id)}
    first = bob.get(f"{path}/edits?limit=1")
    rest = bob.get(f"{path}/edits?limit=1&cursor={first['next']}")
    assert [row["version"] for row in first["results"] + rest["results"]] == [1, 2]
    assert rest["next"] is None
    assert code_of(bob("GET", f"{path}/edits?cursor=x")) == (400, "invalid_cursor")


def test_the_same_body_again_changes_nothing(cast: Cast, bob: Api, said: MessageJSON) -> None:
    same = bob.ok("PATCH", f"/messages/{said['id']}", {"body": "First"})
    assert (same["version"], same["rev"], same["edited_at"]) == (1, said["rev"], None)
    assert rev_of(cast) == said["rev"]
    assert not MessageEdit.objects.exists()


def test_a_stale_edit_gets_what_it_needs_to_merge(bob: Api, said: MessageJSON) -> None:
    path = f"/messages/{said['id']}"
    bob.ok("PATCH", path, {"body": "Second", "version": 1})
    for refused in (
        bob("PATCH", path, {"body": "Mine", "version": 1}),
        bob("PATCH", path, {"body": "Mine"}, if_match='"1"'),
    ):
        assert code_of(refused) == (409, "version_conflict")
        problem = refused.json()
        assert (problem["current"]["version"], problem["current"]["body"]) == (2, "Second")
        assert (problem["base"]["version"], problem["base"]["body"]) == (1, "First")
    unknown = bob("PATCH", path, {"body": "Mine", "version": 7}).json()
    assert unknown["current"]["version"] == 2
    assert "base" not in unknown


def test_an_edit_whose_answer_was_lost_is_sent_again(
    cast: Cast, bob: Api, said: MessageJSON
) -> None:
    path, change = f"/messages/{said['id']}", {"body": "Second", "version": 1}
    first = bob.ok("PATCH", path, change)
    assert bob.ok("PATCH", path, change) == first
    assert (first["version"], rev_of(cast)) == (2, first["rev"])


def test_a_version_and_if_match_must_agree(bob: Api, said: MessageJSON) -> None:
    path = f"/messages/{said['id']}"
    both = bob("PATCH", path, {"body": "Second", "version": 1}, if_match='"2"')
    assert code_of(both) == (400, "invalid")
    for wrong in ("*", "x", 'W/"1"', "", "9" * 12):
        refused = bob("PATCH", path, {"body": "Second"}, if_match=wrong)
        assert code_of(refused) == (400, "invalid")
    for version in (0, -1, "x", None, 1.5):
        refused = bob("PATCH", path, {"body": "Second", "version": version})
        assert code_of(refused) == (400, "invalid")
    agreed = bob("PATCH", path, {"body": "Second", "version": 1}, if_match='"1"')
    assert agreed.json()["version"] == 2


@pytest.mark.parametrize("body", ["", "  ", "x" * 8_001, None])
def test_an_edit_cannot_empty_a_message(bob: Api, said: MessageJSON, body: Any) -> None:
    refused = bob("PATCH", f"/messages/{said['id']}", {"body": body})
    assert code_of(refused) == (400, "invalid")
    assert code_of(bob("PATCH", f"/messages/{said['id']}", {})) == (400, "invalid")


def test_only_the_author_edits(cast: Cast, said: MessageJSON) -> None:
    path = f"/messages/{said['id']}"
    for member in (cast.alice, cast.carol):
        refused = api_as(member)("PATCH", path, {"body": "Not mine"})
        assert code_of(refused) == (403, "forbidden")
    for outsider in (cast.dave, cast.mallory):
        refused = api_as(outsider)("PATCH", path, {"body": "Not mine"})
        assert code_of(refused) == (404, "not_found")
        assert code_of(api_as(outsider)("GET", f"{path}/edits")) == (404, "not_found")


def test_a_tombstone_holds_nothing_of_what_was_said(
    cast: Cast, bob: Api, said: MessageJSON
) -> None:
    path = f"/messages/{said['id']}"
    answered = make_message(by=cast.alice, in_=cast.lounge, reply_to=said["id"])
    bob.ok("PATCH", path, {"body": "Second"})
    api_as(cast.alice).ok("PUT", f"{path}/reactions/👍")
    before = rev_of(cast)
    tombstone = bob.ok("DELETE", path)
    assert tombstone["rev"] == before + 1
    assert {key: tombstone[key] for key in ("id", "seq", "sender_id", "created_at")} == {
        key: said[key] for key in ("id", "seq", "sender_id", "created_at")
    }
    assert (tombstone["deleted"], tombstone["body"], tombstone["metadata"]) == (True, "", {})
    assert (tombstone["attachments"], tombstone["reactions"]) == ([], [])
    assert tombstone["deleted_at"] is not None
    row = Message.objects.get(id=said["id"])
    assert (bytes(row.body), row.reaction_counts) == (b"", [])
    assert not Reaction.objects.exists()
    assert Message.objects.get(id=answered["id"]).reply_to_id == row.id
    # Again and again: the same tombstone, and no new change.
    assert bob.ok("DELETE", path) == tombstone
    assert rev_of(cast) == before + 1
    assert code_of(bob("PATCH", path, {"body": "Back"})) == (404, "not_found")
    assert code_of(bob("PUT", f"{path}/reactions/👍")) == (404, "not_found")
    assert bob.get(f"{path}/edits")["results"] == []


def test_a_moderator_deletes_what_others_said_and_a_member_does_not(cast: Cast, bob: Api) -> None:
    of_alice = make_message(by=cast.alice, in_=cast.lounge)
    path = f"/messages/{of_alice['id']}"
    assert code_of(bob("DELETE", path)) == (403, "forbidden")
    assert code_of(api_as(cast.dave)("DELETE", path)) == (404, "not_found")
    assert code_of(api_as(cast.mallory)("DELETE", path)) == (404, "not_found")
    assert api_as(cast.carol).ok("DELETE", path)["deleted"] is True


def test_deleting_is_limited(cast: Cast, bob: Api) -> None:
    names = [make_message(by=cast.bob, in_=cast.lounge)["id"] for _ in range(3)]
    with override_limits(deletions_per_minute=2):
        for name in names[:2]:
            bob.ok("DELETE", f"/messages/{name}")
        refused = bob("DELETE", f"/messages/{names[2]}")
    assert code_of(refused) == (429, "rate_limited")
    assert refused.json()["retry_after"] > 0
    assert Message.objects.get(id=names[2]).deleted_at is None


def test_nobody_deletes_the_others_words_in_a_dm(cast: Cast, bob: Api) -> None:
    dm = make_dm(cast.alice, cast.bob)
    message = make_message(by=cast.alice, in_=dm)
    assert code_of(bob("DELETE", f"/messages/{message['id']}")) == (403, "forbidden")


def test_a_client_id_of_a_deleted_message_gives_its_tombstone(
    cast: Cast, bob: Api, said: MessageJSON
) -> None:
    tombstone = bob.ok("DELETE", f"/messages/{said['id']}")
    body = {"client_id": said["client_id"], "body": "Again"}
    again = bob("POST", f"/conversations/{cast.lounge.id}/messages", body)
    assert (again.status_code, again.json()) == (200, tombstone)


def test_messages_that_do_not_exist_are_not_found(bob: Api, said: MessageJSON) -> None:
    for wrong in (uuid.uuid4(), "1", "%00", "x" * 36):
        for method, path, body in (
            ("PATCH", "", {"body": "x"}),
            ("DELETE", "", None),
            ("GET", "/edits", None),
            ("GET", "/receipts", None),
            ("PUT", "/reactions/👍", None),
        ):
            assert code_of(bob(method, f"/messages/{wrong}{path}", body)) == (404, "not_found")


def test_who_may_not_see_a_message_does_not_learn_that_it_is_somewhere(
    cast: Cast, said: MessageJSON
) -> None:
    dave = api_as(cast.dave)
    for method, path, body in (
        ("PATCH", "", {"body": "x"}),
        ("DELETE", "", None),
        ("GET", "/edits", None),
        ("GET", "/receipts", None),
        ("PUT", "/reactions/👍", None),
        ("PUT", "/pin", None),
    ):
        there, nowhere = (
            dave(method, f"/messages/{name}{path}", body).json()
            for name in (said["id"], uuid.uuid4())
        )
        assert there.pop("request_id") != nowhere.pop("request_id")
        assert there == nowhere


def test_who_may_no_longer_send_may_no_longer_edit(cast: Cast) -> None:
    news = make_channel(cast.alice, cast.bob)
    mine = make_message(by=cast.alice, in_=news)
    bob = api_as(cast.bob)
    assert code_of(bob("PATCH", f"/messages/{mine['id']}", {"body": "x"})) == (403, "forbidden")
