"""Until when messages are edited, and who sees what they said before."""

from datetime import timedelta
from typing import Any

import pytest

from chatty.core.clock import now
from conversations.models import Conversation, Role
from messaging.models import Message
from messaging.rules.edits import sees_history
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.make import make_message, set_role


def set_up(cast: Cast, **settings: Any) -> None:
    Conversation.objects.filter(id=cast.lounge.id).update(settings=settings)


def test_after_its_time_a_message_stays_as_it_is(cast: Cast) -> None:
    set_up(cast, edit_window_seconds=900)
    said = make_message(by=cast.bob, in_=cast.lounge, body="First")
    bob, path = api_as(cast.bob), f"/messages/{said['id']}"
    assert bob.ok("PATCH", path, {"body": "Second"})["version"] == 2
    Message.objects.filter(id=said["id"]).update(created_at=now() - timedelta(seconds=901))
    refused = bob("PATCH", path, {"body": "Third"})
    assert code_of(refused) == (409, "edit_window_over")
    # An edit whose answer was lost is answered as it was.
    assert bob.ok("PATCH", path, {"body": "Second"})["version"] == 2
    assert code_of(api_as(cast.carol)("PATCH", path, {"body": "x"})) == (403, "forbidden")
    set_up(cast, edit_window_seconds=0)
    assert bob.ok("PATCH", path, {"body": "Third"})["version"] == 3


@pytest.mark.parametrize(
    "shown_to, member, moderator",
    [("everyone", 200, 200), ("moderators", 403, 200), ("nobody", 403, 403)],
)
def test_former_versions_are_seen_by_whom_the_conversation_shows_them(
    cast: Cast, shown_to: str, member: int, moderator: int
) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge, body="First")
    path = f"/messages/{said['id']}"
    api_as(cast.bob).ok("PATCH", path, {"body": "Second"})
    set_up(cast, edit_history=shown_to)
    set_role(cast.alice, Role.MEMBER, in_=cast.lounge)
    asked = {"alice": api_as(cast.alice), "carol": api_as(cast.carol), "bob": api_as(cast.bob)}
    answers = {name: api("GET", f"{path}/edits") for name, api in asked.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "alice": member,
        "carol": moderator,
        "bob": 200,
    }
    for answer in answers.values():
        if answer.status_code == 403:
            assert code_of(answer) == (403, "forbidden")
        else:
            assert [row["body"] for row in answer.json()["results"]] == ["First"]
    assert code_of(api_as(cast.dave)("GET", f"{path}/edits")) == (404, "not_found")


def test_authors_always_see_what_they_wrote() -> None:
    permissions = {"manage_messages"}
    assert sees_history("moderators", is_author=False, permissions=permissions)
    assert not sees_history("nobody", is_author=False, permissions=permissions)
    assert sees_history("nobody", is_author=True, permissions=())
