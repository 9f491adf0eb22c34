"""The demo as it is played: through operations, in the past, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from pytest_django import DjangoDbBlocker

from accounts.models import AuditEntry
from accounts.operations.example_people import example_people
from chatty.core.clock import now
from chatty.ops.demo.director import Played, play
from chatty.ops.demo.people import PEOPLE
from chatty.ops.demo.scenes import SCENES
from conversations.models import Conversation, Membership
from conversations.queries.shapes import shape_conversation
from messaging.models import Draft, Message, MessageEdit, MessageType, Reaction
from messaging.wire import body_of

PASSWORD = "bread at high water"
BRIEF = tuple(scene for scene in SCENES if scene.key in {"lighthouse", "dm-tomasz", "herald"})

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def played(lasting_rows: None, django_db_blocker: DjangoDbBlocker) -> Played:
    """A short demo of three conversations, played once: each test finds it as it was."""
    with django_db_blocker.unblock():
        return play(password=PASSWORD, present=now(), scenes=BRIEF, spaces=())


def membership(name: str, title: str) -> Membership:
    return Membership.objects.select_related("conversation").get(
        user__username=name, conversation__title=title
    )


def test_everybody_is_there_and_has_the_password(played: Played) -> None:
    people = example_people()
    assert set(people) == {person.username for person in PEOPLE}
    assert played.people == len(PEOPLE)
    assert check_password(PASSWORD, people["mika"].password)
    assert people["yusuf"].display_name == "يوسف الخطيب"
    assert people["amara"].last_seen_at is not None
    assert people["amara"].last_seen_at < now()
    assert {user.email for user in people.values()} == {
        f"{name}@example.invalid" for name in people
    }


def test_a_message_lies_in_the_past_and_so_does_its_id(played: Played) -> None:
    rows = list(Message.objects.order_by("conversation_id", "seq"))
    assert sum(row.type == MessageType.TEXT for row in rows) == played.messages > 80
    for row in rows:
        assert row.created_at < now() - timedelta(minutes=3)
        made = datetime.fromtimestamp((row.id.int >> 80) / 1_000, UTC)
        assert abs(made - row.created_at) < timedelta(seconds=1)
    by_room: dict[object, list[Message]] = {}
    for row in rows:
        by_room.setdefault(row.conversation_id, []).append(row)
    for room in by_room.values():
        assert [row.id for row in room] == sorted(row.id for row in room)
        assert [row.created_at for row in room] == sorted(row.created_at for row in room)
        assert [row.seq for row in room] == list(range(1, len(room) + 1))


def test_the_last_activity_of_a_conversation_is_its_last_message(played: Played) -> None:
    for room in Conversation.objects.all():
        last = Message.objects.filter(conversation=room).order_by("-seq").first()
        assert last is not None
        assert room.last_activity_at == last.created_at
        assert room.created_at < last.created_at
        assert room.last_seq == last.seq


def test_replies_reactions_and_edits_are_played(played: Played) -> None:
    edited = Message.objects.get(
        version=2,
        conversation__title="Lighthouse trip",
        mentions_all=False,
        sender__username="amara",
    )
    assert "The 09:10 does not." in body_of(edited)
    assert edited.edited_at is not None
    assert edited.edited_at > edited.created_at
    assert MessageEdit.objects.filter(message_id=edited.id).count() == 1
    assert Message.objects.exclude(reply_to_id=None).count() >= 3
    assert Reaction.objects.count() > 60


def test_unread_counts_stand_where_the_script_wants_them(played: Played) -> None:
    mine = membership("mika", "Lighthouse trip")
    assert shape_conversation(mine)["unread_count"] == 4
    assert shape_conversation(membership("noor", "Lighthouse trip"))["unread_count"] == 0
    herald = membership("priya", "Harbour Herald")
    assert herald.delivered_seq == herald.read_seq == herald.conversation.last_seq - 1
    assert mine.joined_at < now() - timedelta(days=7)
    later = membership("tomasz", "Lighthouse trip")
    assert timedelta(days=2) < now() - later.joined_at < timedelta(days=4, hours=1)


def test_what_mika_has_set_for_herself_is_set(played: Played) -> None:
    assert membership("mika", "Lighthouse trip").pinned
    assert not membership("noor", "Lighthouse trip").pinned
    (draft,) = Draft.objects.select_related("user")
    assert draft.user.username == "mika"
    with_tomasz = shape_conversation(
        Membership.objects.select_related("conversation", "user").get(
            user=draft.user, conversation_id=draft.conversation_id
        )
    )
    assert with_tomasz["draft"] is not None
    assert with_tomasz["draft"]["body"] == "I checked the boiler and it"


def test_pins_mentions_and_lines_of_the_conversation_itself_are_there(played: Played) -> None:
    trip = Conversation.objects.get(title="Lighthouse trip")
    assert trip.topic.startswith("Three nights")
    (pinned,) = Message.objects.filter(conversation=trip).exclude(pinned_at=None)
    assert body_of(pinned).startswith("07:40 ferry, pier 3.")
    assert shape_conversation(membership("mika", "Lighthouse trip"))["mention_count"] == 1
    (line,) = Message.objects.filter(conversation=trip, type=MessageType.SYSTEM)
    assert body_of(line) == "Ilse Vermeer added Tomasz Kowal"
    assert membership("mika", "Lighthouse trip").role == "ADMIN"


def test_a_second_playing_changes_nothing(played: Played) -> None:
    before = AuditEntry.objects.count()
    assert play(password=PASSWORD, present=now(), scenes=BRIEF, spaces=()) == Played(0, 0, 0)
    assert AuditEntry.objects.count() == before


def test_what_is_missing_is_added(played: Played) -> None:
    Conversation.objects.filter(title="Harbour Herald").update(deleted_at=now())
    again = play(password=PASSWORD, present=now(), scenes=BRIEF, spaces=())
    assert (again.people, again.conversations) == (0, 1)
    assert Conversation.objects.filter(title="Harbour Herald", deleted_at=None).count() == 1
