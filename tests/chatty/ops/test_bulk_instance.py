"""Bulk data is read by the program like any other."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from chatty.core.clock import now
from conversations.access import find_membership
from conversations.models import Conversation, Membership
from conversations.queries.shapes import shape_conversation
from messaging.models import Message
from messaging.wire import body_of
from tests.make import make_message, make_user
from tests.wall import behind_the_wall

pytestmark = pytest.mark.django_db


def seed(capsys: Any, **options: int) -> list[str]:
    call_command("seed_bulk", **options)
    return str(capsys.readouterr().out).splitlines()


def test_everything_is_made_and_counted(capsys: Any) -> None:
    told = seed(capsys, people=20, conversations=6, messages=100)
    assert "messages: 100 of 100" in told
    assert (User.objects.count(), Conversation.objects.count()) == (20, 6)
    assert Membership.objects.count() == 6 * 8
    for room in Conversation.objects.all():
        rows = list(Message.objects.filter(conversation=room).order_by("seq"))
        assert [row.seq for row in rows] == [*range(1, room.last_seq + 1)]
        assert [row.rev for row in rows] == [*range(2, room.rev + 1)]
        assert [row.id for row in rows] == sorted(row.id for row in rows)
        assert [row.created_at for row in rows] == sorted(row.created_at for row in rows)
        assert all(row.created_at < now() for row in rows)
        assert all(body_of(row) for row in rows)
    assert Message.objects.count() == 100


def test_policies_keep_nothing_from_being_made(capsys: Any) -> None:
    """As by the demo of an instance with the second wall: PostgreSQL copies nothing past it."""
    with behind_the_wall():
        told = seed(capsys, people=3, conversations=2, messages=7)
    assert "messages: 7 of 7" in told
    rows = Message.objects.order_by("conversation_id", "seq")
    assert len(rows) == 7
    assert all(body_of(row) for row in rows)


def test_a_bulk_conversation_goes_on_like_any_other(capsys: Any) -> None:
    seed(capsys, people=3, conversations=1, messages=10)
    row = Membership.objects.select_related("user", "conversation").first()
    assert row is not None
    mine = find_membership(row.conversation_id, viewer=row.user)
    assert shape_conversation(mine)["unread_count"] == 5
    sent = make_message(by=row.user, in_=row.conversation, body="Next")
    assert (sent["seq"], sent["rev"]) == (11, 12)


def test_a_second_run_adds_to_the_first(capsys: Any) -> None:
    seed(capsys, people=3, conversations=1, messages=1)
    seed(capsys, people=3, conversations=1, messages=1)
    assert (User.objects.count(), Message.objects.count()) == (6, 2)


def test_people_are_left_alone_unless_forced(capsys: Any) -> None:
    make_user("alice")
    with pytest.raises(CommandError, match="There are people here"):
        seed(capsys, people=2, conversations=0, messages=0)
    seed(capsys, people=2, conversations=0, messages=0, force=True)
    assert User.objects.count() == 3


@pytest.mark.parametrize("people, conversations, messages", [(0, 1, 0), (1, 0, 1), (-1, 0, 0)])
def test_counts_without_sense_are_refused(
    capsys: Any, people: int, conversations: int, messages: int
) -> None:
    with pytest.raises(CommandError):
        seed(capsys, people=people, conversations=conversations, messages=messages)
