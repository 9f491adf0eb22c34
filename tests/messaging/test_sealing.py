"""Bodies at rest."""

import uuid

import pytest
from django.db import connection
from psycopg import sql

from chatty.core.encryption.envelope import SealBroken
from conversations.models import ConversationKey
from conversations.queries.keys import forget_keys
from messaging.adapters.sealing import open_body
from messaging.models import Message, MessageEdit
from messaging.operations.edits import edit_message
from messaging.wire import body_of
from tests.asking import api_as
from tests.cast import Cast
from tests.make import make_group, make_message

SECRET = "the launch code is 00000000"


def dump(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
        return " ".join(text for (text,) in cursor.fetchall())


def test_no_plain_text_stands_in_any_row(cast: Cast) -> None:
    message = make_message(by=cast.bob, in_=cast.lounge, body=SECRET)
    edit_message(
        actor=cast.bob, session_id=uuid.uuid4(), message_id=message["id"], body=f"{SECRET}!"
    )
    for table in ("messages", "message_edits", "conversations", "conversation_keys"):
        rows = dump(table)
        assert rows, table
        assert SECRET not in rows
        # bytea prints as hex, so the hex of the text would show it as well
        assert SECRET.encode().hex() not in rows
    forget_keys()
    page = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}/messages")
    assert page["results"][0]["body"] == f"{SECRET}!"


def test_the_same_text_never_looks_the_same(cast: Cast) -> None:
    for _ in range(3):
        make_message(by=cast.bob, in_=cast.lounge, body=SECRET)
    assert len({bytes(row.body) for row in Message.objects.all()}) == 3


def test_a_sealed_body_opens_only_in_its_place(cast: Cast) -> None:
    other_room = make_group(cast.bob)
    first, second = (make_message(by=cast.bob, in_=cast.lounge, body=text) for text in ("a", "b"))
    elsewhere = make_message(by=cast.bob, in_=other_room, body="c")
    sealed = bytes(Message.objects.get(id=first["id"]).body)
    for moved_to in (second, elsewhere):
        Message.objects.filter(id=moved_to["id"]).update(body=sealed)
        with pytest.raises(SealBroken):
            body_of(Message.objects.get(id=moved_to["id"]))
    place = {"conversation_id": cast.lounge.id, "message_id": uuid.UUID(first["id"])}
    assert open_body(sealed, **place, version=1) == "a"
    with pytest.raises(SealBroken):
        open_body(sealed, **place, version=2)
    broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for wrong in (broken, b"\x02" + sealed[1:], sealed[:10]):
        with pytest.raises(SealBroken):
            open_body(wrong, **place, version=1)


def test_an_edit_seals_anew_and_keeps_the_former_body_sealed(cast: Cast) -> None:
    message = make_message(by=cast.bob, in_=cast.lounge, body="a")
    before = bytes(Message.objects.get().body)
    edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=message["id"], body="b")
    assert bytes(MessageEdit.objects.get().body) == before
    assert bytes(Message.objects.get().body) != before


def test_each_conversation_has_a_wrapped_key_of_its_own(cast: Cast) -> None:
    make_group(cast.bob)
    wrapped = [bytes(key.wrapped) for key in ConversationKey.objects.all()]
    assert len(set(wrapped)) == 2
    assert {len(one) for one in wrapped} == {42}
