"""Frames byte by byte: keys stand in the order of the wire contract."""

import uuid
from datetime import UTC, datetime

import pytest

from chatty.realtime.frames import answer_frame, event_frame, refusal_frame

ROOM = uuid.UUID("0198c0de-0000-7000-8000-000000000001")


def test_an_event_says_what_where_when_and_then_the_rest() -> None:
    frame = event_frame("message.created", {"seq": 3, "b": "ä"}, conversation_id=ROOM, rev=124)
    assert frame.decode() == (
        '{"ev":"message.created","c":"0198c0de-0000-7000-8000-000000000001",'
        '"rev":124,"d":{"seq":3,"b":"ä"}}'
    )


def test_an_event_of_no_conversation_has_neither_c_nor_rev() -> None:
    assert event_frame("hello", {}) == b'{"ev":"hello","d":{}}'


def test_an_event_outside_the_order_has_no_rev() -> None:
    assert event_frame("typing", {}, conversation_id=ROOM) == b'{"ev":"typing","c":"%b","d":{}}' % (
        str(ROOM).encode()
    )


def test_an_answer_names_its_question_first() -> None:
    assert answer_frame(7, {"b": None}) == b'{"re":7,"ok":true,"d":{"b":null}}'


def test_a_refusal_says_so_before_the_reason() -> None:
    assert (
        refusal_frame(7, {"code": "invalid"}) == b'{"re":7,"ok":false,"error":{"code":"invalid"}}'
    )


def test_a_time_that_was_not_shaped_for_the_wire_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        event_frame("hello", {"at": datetime.now(UTC)})
    with pytest.raises(TypeError):
        answer_frame(1, {"at": datetime.now(UTC)})
