"""What has disappeared, and is not purged yet: nothing brings it back to anybody's eyes."""

import uuid
from datetime import timedelta
from typing import Any

from chatty.core.clock import now, wire_time
from messaging.models import Message
from messaging.operations.polls import close_due_poll
from messaging.operations.purging import purge
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_message
from tests.messaging.conftest import Committing


def let_disappear(said: Any) -> None:
    Message.objects.filter(id=said["id"]).update(expires_at=now() - timedelta(seconds=1))


def test_nobody_answers_or_replies_to_it(cast: Cast) -> None:
    gone = make_message(by=cast.alice, in_=cast.lounge)
    let_disappear(gone)
    path = f"/conversations/{cast.lounge.id}/messages"
    for way in ("thread_id", "reply_to"):
        body = {"client_id": str(uuid.uuid4()), "body": "Yes", way: gone["id"]}
        refused = api_as(cast.bob)("POST", path, body)
        assert code_of(refused) == (400, "invalid")
        assert list(refused.json()["errors"]) == [way]
    assert Message.objects.count() == 1


def test_it_is_not_told_again_when_an_answer_goes(
    cast: Cast, published: Published, committing: Committing
) -> None:
    root = make_message(by=cast.alice, in_=cast.lounge)
    answers = [make_message(by=cast.bob, in_=cast.lounge, thread_id=root["id"]) for _ in range(3)]
    let_disappear(root)
    with committing():
        api_as(cast.bob).ok("DELETE", f"/messages/{answers[0]['id']}")
        purge(cast.lounge.id, [answers[1]["seq"] or 0])
    assert published.events("messages.purged")
    assert not published.events("message.updated")


def test_its_poll_closes_without_a_word(
    cast: Cast, published: Published, committing: Committing
) -> None:
    poll = {"options": ["Yes", "No"], "closes_at": wire_time(now() + timedelta(hours=1))}
    body = {"client_id": str(uuid.uuid4()), "body": "Shall we?", "poll": poll}
    path = f"/conversations/{cast.lounge.id}/messages"
    asked = api_as(cast.alice).ok("POST", path, body)
    let_disappear(asked)
    with committing():
        close_due_poll(conversation_id=cast.lounge.id, message_id=uuid.UUID(asked["id"]))
    assert not published.events("message.updated")
