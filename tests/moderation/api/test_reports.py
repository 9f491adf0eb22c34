"""`/reports`: what can be reported, by whom, and what is answered."""

import uuid
from typing import Any

import pytest

from accounts.operations.suspension import suspend_user
from chatty.core.limits import limits, override_limits
from conversations.operations.members import remove_member
from messaging.operations.deletions import delete_message
from moderation.models import Report, Status
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import general_of, make_dm, make_group, make_message, make_space, make_user
from tests.moderation.staff import make_moderator


@pytest.fixture
def alice(cast: Cast) -> Api:
    return api_as(cast.alice)


def spam(**target: Any) -> dict[str, Any]:
    return {"reason": "spam", **{name: str(value) for name, value in target.items()}}


def test_a_message_can_be_reported_with_a_reason_and_words(cast: Cast, alice: Api) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    body = {
        "message_id": said["id"],
        "reason": "harassment",
        "details": " Every day.\r\nSince May ",
    }
    answer = alice("POST", "/reports", body)
    report = answer.json()
    assert answer.status_code == 201
    assert report == {
        "id": report["id"],
        "target": {"type": "message", "id": said["id"]},
        "reason": "harassment",
        "details": "Every day.\nSince May",
        "status": "PENDING",
        "outcome": None,
        "created_at": report["created_at"],
    }
    assert alice.get("/reports") == {"results": [report], "next": None}
    stored = Report.objects.get()
    assert (stored.reporter_id, stored.about_id) == (cast.alice.id, cast.bob.id)
    assert stored.conversation_id == cast.lounge.id
    assert b"Every day" not in bytes(stored.sealed)


def test_people_and_conversations_can_be_reported_too(cast: Cast, alice: Api) -> None:
    dm = make_dm(cast.alice, cast.bob)
    for target in ({"user_id": cast.dave.id}, {"conversation_id": cast.lounge.id}):
        assert alice("POST", "/reports", spam(**target)).status_code == 201
    assert alice("POST", "/reports", spam(conversation_id=dm.id)).status_code == 201
    found = {row.target_id: row for row in Report.objects.all()}
    assert found[cast.dave.id].about_id == cast.dave.id
    assert found[cast.lounge.id].about_id is None
    # Of two people the other one is meant.
    assert found[dm.id].about_id == cast.bob.id


def test_nothing_is_told_to_anybody(
    cast: Cast, alice: Api, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    published.messages.clear()
    with django_capture_on_commit_callbacks(execute=True):
        alice.ok("POST", "/reports", spam(message_id=said["id"]))
    assert published.messages == []
    bob = api_as(cast.bob)
    assert bob.get("/reports")["results"] == []
    assert bob.get(f"/messages/{said['id']}") == said | {"reactions": []}


def test_what_one_cannot_see_is_not_found(cast: Cast) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    targets = (
        {"message_id": said["id"]},
        {"conversation_id": cast.lounge.id},
        {"message_id": uuid.uuid4()},
        {"conversation_id": uuid.uuid4()},
        {"user_id": uuid.uuid4()},
        {"space_id": uuid.uuid4()},
    )
    for outsider in (cast.dave, cast.mallory):
        api = api_as(outsider)
        for target in targets:
            assert code_of(api("POST", "/reports", spam(**target))) == (404, "not_found")
    assert not Report.objects.exists()
    # Alice finds both, so that the refusals above mean something.
    for target in targets[:2]:
        assert api_as(cast.alice)("POST", "/reports", spam(**target)).status_code == 201


def test_who_was_removed_can_no_longer_report_what_was_said(cast: Cast, alice: Api) -> None:
    said = make_message(by=cast.alice, in_=cast.lounge)
    bob = api_as(cast.bob)
    remove_member(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.bob.id)
    assert code_of(bob("POST", "/reports", spam(message_id=said["id"]))) == (404, "not_found")
    assert bob("POST", "/reports", spam(user_id=cast.alice.id)).status_code == 201


def test_what_newcomers_may_not_see_they_cannot_report(cast: Cast, alice: Api) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    path = f"/conversations/{cast.lounge.id}"
    alice.ok("PATCH", path, {"settings": {"history_for_newcomers": False}})
    alice.ok("POST", f"{path}/members", {"user_ids": [str(cast.dave.id)]})
    dave = api_as(cast.dave)
    assert code_of(dave("POST", "/reports", spam(message_id=said["id"]))) == (404, "not_found")


def test_who_is_suspended_reports_nothing(cast: Cast, alice: Api) -> None:
    suspend_user(actor=make_moderator("rosa"), user_id=cast.alice.id, reason="Spam")
    answer = alice("POST", "/reports", spam(user_id=cast.bob.id))
    assert code_of(answer) == (401, "not_authenticated")
    assert not Report.objects.exists()


def test_nobody_reports_themselves_or_what_a_conversation_says(cast: Cast, alice: Api) -> None:
    said = make_message(by=cast.alice, in_=cast.lounge)
    alice.ok("PATCH", f"/conversations/{cast.lounge.id}", {"title": "Renamed"})
    page = alice.get(f"/conversations/{cast.lounge.id}/messages")["results"]
    line = next(row for row in page if row["type"] == "SYSTEM")
    for target in ({"user_id": cast.alice.id}, {"message_id": said["id"]}):
        assert code_of(alice("POST", "/reports", spam(**target))) == (403, "forbidden")
    assert code_of(api_as(cast.bob)("POST", "/reports", spam(message_id=line["id"])))[0] == 403


@pytest.mark.parametrize(
    "body, field",
    [
        ({"reason": "spam"}, "user_id"),
        ({"reason": "dislike"}, "reason"),
        ({}, "reason"),
        ({"reason": "other"}, "details"),
        ({"reason": "other", "details": "  \n"}, "details"),
        ({"reason": "spam", "details": "x" * 2_001}, "details"),
        ({"reason": "spam", "user_id": "bob"}, "user_id"),
        ({"reason": "spam", "message_ids": [str(uuid.uuid4())] * 21}, "message_ids"),
        ({"reason": "spam", "message_ids": [str(uuid.uuid4())]}, "message_ids"),
        ({"reason": "spam", "message_ids": "all"}, "message_ids"),
    ],
)
def test_bad_input_is_told_beside_its_field(
    cast: Cast, alice: Api, body: dict[str, Any], field: str
) -> None:
    aimed = {"conversation_id": str(cast.lounge.id)} if field not in ("user_id", "x") else {}
    answer = alice("POST", "/reports", {**aimed, **body})
    assert code_of(answer) == (400, "invalid")
    assert field in answer.json()["errors"]
    assert not Report.objects.exists()


def test_exactly_one_target_is_named(cast: Cast, alice: Api) -> None:
    both = spam(user_id=cast.bob.id, conversation_id=cast.lounge.id)
    answer = alice("POST", "/reports", both)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == ["conversation_id"]
    nothing = {"reason": "spam", "user_id": None, "space_id": None}
    assert code_of(alice("POST", "/reports", nothing)) == (400, "invalid")
    one = {**spam(user_id=cast.bob.id), "space_id": None, "details": "x" * 2_000}
    assert alice("POST", "/reports", one).status_code == 201


def test_messages_for_context_are_of_one_conversation_and_visible(cast: Cast, alice: Api) -> None:
    said, more = (make_message(by=cast.bob, in_=cast.lounge) for _ in range(2))
    elsewhere = make_message(by=cast.bob, in_=make_group(cast.alice, cast.bob))
    hidden = make_message(by=cast.bob, in_=make_group(cast.bob, cast.carol))

    def ask(target: dict[str, Any], *ids: str) -> Any:
        return alice("POST", "/reports", {**spam(**target), "message_ids": list(ids)})

    message = {"message_id": said["id"]}
    for wrong in (elsewhere["id"], hidden["id"], str(uuid.uuid4())):
        answer = ask(message, more["id"], wrong)
        assert (code_of(answer), list(answer.json()["errors"])) == (
            (400, "invalid"),
            ["message_ids"],
        )
        assert code_of(ask(message, wrong)) == (400, "invalid")
    assert code_of(ask({"user_id": cast.bob.id}, more["id"], elsewhere["id"])) == (400, "invalid")
    assert ask(message, more["id"], said["id"], more["id"]).status_code == 201
    assert ask({"user_id": cast.bob.id}, elsewhere["id"]).status_code == 201
    kept = {row.target_id: row.messages.count() for row in Report.objects.all()}
    assert kept == {uuid.UUID(said["id"]): 2, cast.bob.id: 1}


def test_the_same_target_again_answers_the_first_while_it_waits(cast: Cast, alice: Api) -> None:
    first = alice("POST", "/reports", {**spam(user_id=cast.bob.id), "details": "First"})
    again = alice("POST", "/reports", {**spam(user_id=cast.bob.id), "details": "Second"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    # Somebody else's report is their own.
    assert api_as(cast.carol)("POST", "/reports", spam(user_id=cast.bob.id)).status_code == 201
    Report.objects.filter(reporter=cast.alice).update(status=Status.DISMISSED)
    assert alice("POST", "/reports", spam(user_id=cast.bob.id)).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_made() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    api = api_as(alice)
    answers = at_once(6, lambda _number: api("POST", "/reports", spam(user_id=bob.id)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_a_deleted_message_can_still_be_reported(cast: Cast, alice: Api) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    delete_message(actor=cast.bob, message_id=said["id"])
    assert alice("POST", "/reports", spam(message_id=said["id"])).status_code == 201
    copy = Report.objects.get().messages.get()
    assert (copy.was_deleted, bytes(copy.body)) == (True, b"")


def test_how_often_one_reports_is_limited(cast: Cast, alice: Api) -> None:
    with override_limits(reports_per_hour=2):
        for person in (cast.bob, cast.carol):
            assert alice("POST", "/reports", spam(user_id=person.id)).status_code == 201
        refused = alice("POST", "/reports", spam(user_id=cast.dave.id))
        assert code_of(refused) == (429, "rate_limited")
        assert refused.headers["Retry-After"]
    assert limits.reports_per_hour == 30


def test_own_reports_come_in_pages_newest_first(cast: Cast, alice: Api) -> None:
    for person in (cast.bob, cast.carol, cast.dave):
        alice.ok("POST", "/reports", spam(user_id=person.id))
    first = alice.get("/reports?limit=2")
    rest = alice.get(f"/reports?limit=2&cursor={first['next']}")
    named = [row["target"]["id"] for row in [*first["results"], *rest["results"]]]
    assert named == [str(person.id) for person in (cast.dave, cast.carol, cast.bob)]
    assert rest["next"] is None
    assert code_of(alice("GET", "/reports?cursor=x")) == (400, "invalid_cursor")
    assert api_as(cast.bob).get("/reports")["results"] == []


def test_a_space_can_be_reported_by_its_members_with_messages_of_its_channels(
    cast: Cast, alice: Api
) -> None:
    space = make_space(cast.bob, cast.alice, name="Lottery winners")
    said = make_message(by=cast.bob, in_=general_of(space))
    elsewhere = make_message(by=cast.bob, in_=cast.lounge)
    wrong = alice("POST", "/reports", spam(space_id=space.id) | {"message_ids": [elsewhere["id"]]})
    assert (code_of(wrong), list(wrong.json()["errors"])) == ((400, "invalid"), ["message_ids"])
    body = spam(space_id=space.id) | {"message_ids": [said["id"]]}
    report = alice.ok("POST", "/reports", body)
    assert report["target"] == {"type": "space", "id": str(space.id)}
    assert Report.objects.get().messages.count() == 1
    outsider = api_as(cast.dave)("POST", "/reports", spam(space_id=space.id))
    assert code_of(outsider) == (404, "not_found")


def test_what_is_said_in_a_channel_is_reported_like_elsewhere(cast: Cast, alice: Api) -> None:
    space = make_space(cast.bob, cast.alice)
    said = make_message(by=cast.bob, in_=general_of(space))
    assert alice("POST", "/reports", spam(message_id=said["id"])).status_code == 201
    assert alice("POST", "/reports", spam(conversation_id=general_of(space).id)).status_code == 201
    outsider = api_as(cast.dave)("POST", "/reports", spam(message_id=said["id"]))
    assert code_of(outsider) == (404, "not_found")
