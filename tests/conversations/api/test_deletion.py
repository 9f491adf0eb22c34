"""Deleting a conversation for everyone who is in it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatty.core.jobs.models import Job
from conversations.models import Conversation, Membership, Role
from conversations.operations.deletion import WIPE
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_dm, make_group, make_message, make_user, set_role
from tests.messaging.conftest import Committing


def path(conversation: Conversation) -> str:
    return f"/conversations/{conversation.id}"


def test_it_is_gone_for_everyone_at_once(
    cast: Cast, published: Published, committing: Committing
) -> None:
    make_message(by=cast.bob, in_=cast.lounge)
    cursor = api_as(cast.bob).ok("POST", "/sync", {})["account_cursor"]
    with committing():
        answer = api_as(cast.alice)("DELETE", path(cast.lounge))
    assert (answer.status_code, answer.content) == (204, b"")
    for member in (cast.alice, cast.bob, cast.carol):
        api = api_as(member)
        assert code_of(api("GET", path(cast.lounge))) == (404, "not_found")
        assert api.get("/conversations")["results"] == []
    synced = api_as(cast.bob).ok("POST", "/sync", {"account_cursor": cursor})
    assert synced["removed"] == [str(cast.lounge.id)]
    [told] = published.events("conversation.removed")
    assert told["topic"] == f"conversation:{cast.lounge.id}"
    assert told["d"] == {"conversation_id": str(cast.lounge.id), "reason": "deleted"}
    assert told["control"] == {"end": True}


def test_its_name_and_its_members_are_nobodys(cast: Cast) -> None:
    api_as(cast.alice)("DELETE", path(cast.lounge))
    left = Conversation.objects.get(id=cast.lounge.id)
    assert (left.title, left.topic, left.members_count) == ("", "", 0)
    rows = Membership.objects.filter(conversation_id=left.id)
    assert not rows.filter(left_at=None).exists()
    # Who had gone before keeps their own reason.
    assert rows.get(user_id=cast.mallory.id).left_reason == "removed"
    assert Job.objects.get(name=WIPE).arguments == {"conversation_id": str(left.id)}


def test_a_second_time_there_is_nothing_to_delete(cast: Cast) -> None:
    assert api_as(cast.alice)("DELETE", path(cast.lounge)).status_code == 204
    assert code_of(api_as(cast.alice)("DELETE", path(cast.lounge))) == (404, "not_found")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR, Role.ADMIN])
def test_only_an_owner_deletes(cast: Cast, published: Published, role: Role) -> None:
    set_role(cast.bob, role, in_=cast.lounge)
    published.messages.clear()
    assert code_of(api_as(cast.bob)("DELETE", path(cast.lounge))) == (403, "forbidden")
    assert api_as(cast.bob).get(path(cast.lounge))["title"] == "Lounge"
    assert published.messages == []


def test_a_dm_stays(cast: Cast) -> None:
    dm = make_dm(cast.alice, cast.bob)
    refused = api_as(cast.alice)("DELETE", path(dm))
    assert code_of(refused) == (403, "forbidden")
    assert "Archive" in refused.json()["detail"]


def test_an_invite_leads_nowhere_any_more(cast: Cast) -> None:
    invite = api_as(cast.bob).ok("POST", f"{path(cast.lounge)}/invites", {})
    api_as(cast.alice)("DELETE", path(cast.lounge))
    for method in ("GET", "POST"):
        answer = api_as(cast.dave)(method, f"/invites/{invite['code']}")
        assert code_of(answer) == (404, "not_found")


def test_a_large_one_costs_no_more_queries(cast: Cast) -> None:
    crowd = make_group(cast.alice, *[make_user(f"person{number}") for number in range(12)])
    counts = []
    for conversation in (cast.lounge, crowd):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            api_as(cast.alice)("DELETE", path(conversation))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_said_there_after_it_was_deleted() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    group = make_group(alice, bob)

    def speak(number: int) -> int:
        if number == 4:
            return int(api_as(alice)("DELETE", path(group)).status_code)
        body = {"client_id": f"00000000-0000-4000-8000-{number:012}", "body": "x"}
        return int(api_as(bob)("POST", f"{path(group)}/messages", body).status_code)

    answers = at_once(8, speak)
    assert answers[4] == 204
    assert set(answers) <= {201, 204, 404}
    assert code_of(api_as(bob)("GET", path(group))) == (404, "not_found")
