"""What was said in a deleted conversation is wiped, and nothing else."""

import uuid

import pytest
from django.db import connection

from chatty.core.jobs.models import Job
from conversations.models import Conversation, ConversationKey
from conversations.operations.bans import ban_person
from conversations.operations.deletion import WIPE, delete_conversation
from conversations.operations.invites import create_invite
from messaging.models import Message, MessageEdit, Reaction, Receipt
from messaging.operations import wiping
from messaging.operations.drafts import save_draft
from messaging.operations.edits import edit_message
from messaging.operations.reactions import add_reaction
from messaging.operations.receipts import advance_receipts
from messaging.operations.wiping import wipe_conversation
from tests.cast import Cast
from tests.make import make_group, make_message

TABLES = (
    "messages", "message_edits", "reactions", "receipts", "mentions", "drafts", "invites", "bans",
)  # fmt: skip


def fill(cast: Cast, room: Conversation) -> None:
    said = make_message(by=cast.bob, in_=room)
    make_message(by=cast.alice, in_=room, body="@bob look", reply_to=said["id"])
    edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=said["id"], body="Again")
    add_reaction(actor=cast.alice, message_id=said["id"], emoji="👍")
    advance_receipts(actor=cast.carol, conversation_id=room.id, read_seq=1)
    save_draft(actor=cast.bob, conversation_id=room.id, body="Not sent yet")
    create_invite(actor=cast.alice, conversation_id=room.id)
    ban_person(actor=cast.alice, conversation_id=room.id, user_id=cast.dave.id, reason="Spam")


def rows_of(room: Conversation) -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE conversation_id = %s",  # noqa: S608 - names above
                [room.id],
            )
            found[table] = int(cursor.fetchone()[0])
        return found


def test_rows_and_keys_go_and_other_conversations_stay(cast: Cast) -> None:
    other = make_group(cast.alice, cast.bob, cast.carol, title="Other")
    for room in (cast.lounge, other):
        fill(cast, room)
    before = rows_of(other)
    # Mentions are written by their own operation.
    assert {name for name, count in before.items() if not count} <= {"mentions"}
    delete_conversation(actor=cast.alice, conversation_id=cast.lounge.id)
    wipe_conversation(conversation_id=cast.lounge.id)
    assert set(rows_of(cast.lounge).values()) == {0}
    assert not ConversationKey.objects.filter(conversation_id=cast.lounge.id).exists()
    assert rows_of(other) == before
    assert ConversationKey.objects.filter(conversation_id=other.id).exists()
    for model in (Message, MessageEdit, Reaction, Receipt):
        assert model._default_manager.exists()


def test_a_conversation_that_lives_is_left_alone(cast: Cast) -> None:
    fill(cast, cast.lounge)
    before = rows_of(cast.lounge)
    wipe_conversation(conversation_id=cast.lounge.id)
    wipe_conversation(conversation_id=uuid.uuid4())
    assert rows_of(cast.lounge) == before


def test_much_goes_in_batches(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiping, "BATCH", 2)
    for _ in range(5):
        make_message(by=cast.bob, in_=cast.lounge)
    delete_conversation(actor=cast.alice, conversation_id=cast.lounge.id)
    Job.objects.all().delete()
    left = []
    for _ in range(3):
        wipe_conversation(conversation_id=cast.lounge.id)
        left.append((rows_of(cast.lounge)["messages"], Job.objects.filter(name=WIPE).count()))
    before = Message.objects.filter(conversation_id=cast.lounge.id).count()
    assert before == 0
    assert [jobs for _, jobs in left] == sorted(jobs for _, jobs in left)
    assert left[0][0] > left[1][0] > left[2][0] or left[1][0] == 0
