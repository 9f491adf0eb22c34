"""Publishing: after commit or not at all, and never at the cost of what was committed."""

import logging
import time
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson
import pytest
from django.db import transaction

from chatty.realtime import outgoing
from chatty.realtime import publish as module
from chatty.realtime.publish import Control, hushed, publish
from chatty.realtime.topics import conversation_topic, group_name, user_topic
from tests.conftest import Published

ROOM = uuid.UUID("0198c0de-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class Said:
    """An event."""

    name: ClassVar[str] = "message.created"
    text: str = "hi"

    def data(self) -> dict[str, Any]:
        return {"text": self.text}


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_out_when_its_transaction_commits(published: Published) -> None:
    with transaction.atomic():
        publish("t", Said("1"))
        with transaction.atomic():
            publish("t", Said("2"))
        assert published.messages == []
    assert [frame["d"]["text"] for frame in published.frames("t")] == ["1", "2"]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_an_event_goes_out_at_once(published: Published) -> None:
    publish("t", Said())
    assert len(published.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_said(published: Published) -> None:
    @transaction.atomic
    def say_and_fail(text: str) -> None:
        publish("t", Said(text))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        say_and_fail("outer")
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            say_and_fail("inner")
        publish("t", Said("kept"))
    assert [frame["d"]["text"] for frame in published.frames()] == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_only_the_conversations_own_topic_is_ordered(published: Published) -> None:
    for topic in (conversation_topic(ROOM), conversation_topic(uuid.uuid4()), user_topic(ROOM)):
        publish(topic, Said(), conversation_id=ROOM, rev=7)
    assert [message["rev"] for message in published.messages] == [7, None, None]
    assert {frame["rev"] for frame in published.frames()} == {7}


@pytest.mark.django_db(transaction=True)
def test_a_message_says_what_the_hub_must_do_and_nothing_else(published: Published) -> None:
    publish("t", None, control=Control(close=4401, sessions=["s"]))
    publish("t", Said(), control=Control(revoke=["u"]))
    publish("t", Said())
    assert [m["control"] for m in published.messages] == [
        {"close": 4401, "sessions": ["s"]},
        {"revoke": ["u"]},
        None,
    ]
    assert published.messages[0]["frame"] is None
    assert orjson.loads(published.messages[2]["frame"]) == {
        "ev": "message.created",
        "d": {"text": "hi"},
    }


@pytest.mark.django_db(transaction=True)
def test_a_failing_send_undoes_nothing_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[str] = []

    def send(topic: str, _message: dict[str, Any]) -> None:
        if topic == "broken":
            raise RuntimeError("no loop")
        sent.append(topic)

    monkeypatch.setattr(module, "_send", send)
    with caplog.at_level(logging.ERROR), transaction.atomic():
        publish("broken", Said())
        publish("whole", Said())
    assert sent == ["whole"]


@pytest.mark.django_db(transaction=True)
def test_a_bus_that_fails_costs_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        async def publish_all(self, _messages: object, **_options: bool) -> None:
            raise ConnectionError("gone")

    monkeypatch.setattr(outgoing, "get_channel_layer", Broken)
    with caplog.at_level(logging.WARNING, logger=outgoing.__name__):
        publish("t", Said())
        deadline = time.monotonic() + 30
        while not caplog.records and time.monotonic() < deadline:
            time.sleep(0.005)
    assert [record.getMessage() for record in caplog.records] == ["publish.failed"]


def test_topics_become_names_that_the_bus_allows() -> None:
    assert group_name(conversation_topic(ROOM)) == f"conversation.{ROOM}"
    assert group_name(user_topic(ROOM)) == f"user.{ROOM}"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_heard_of_what_is_hushed(published: Published) -> None:
    with hushed():
        publish("t", Said("1"))
    publish("t", Said("2"))
    assert [frame["d"]["text"] for frame in published.frames("t")] == ["2"]
