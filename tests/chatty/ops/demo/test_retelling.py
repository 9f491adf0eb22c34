"""A scene that is written at once leaves what one leaves that is played line by line."""

from dataclasses import replace
from typing import Any

import pytest

from chatty.core.clock import now
from chatty.ops.demo.director import play
from chatty.ops.demo.retelling import retell
from chatty.ops.demo.scenes import SCENES
from chatty.ops.demo.script import Line
from conversations.models import Conversation, Membership
from messaging.models import Message, Reaction
from messaging.wire import body_of
from tests.make import make_dm, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "bread at high water"
HERALD = next(scene for scene in SCENES if scene.key == "herald")


def left_behind(room: Conversation) -> dict[str, Any]:
    """All that a scene leaves, without ids that are made by chance."""
    messages = list(Message.objects.filter(conversation=room).order_by("seq"))
    places = {row.id: row.seq for row in messages}
    return {
        "room": (room.last_seq, room.rev, room.last_activity_at, room.members_count),
        "messages": [
            (
                (row.seq, row.rev, row.sender_id, row.type, body_of(row), row.created_at),
                (row.reply_to_id and places[row.reply_to_id], row.reaction_counts, row.version),
                (row.mentions, row.metadata, row.id.int >> 80),
            )
            for row in messages
        ],
        "reactions": sorted(
            (places[row.message_id], row.user_id, row.emoji)
            for row in Reaction.objects.filter(conversation_id=room.id)
        ),
        "members": sorted(
            (row.user_id, row.role, row.read_seq, row.delivered_seq, row.read_at, row.joined_at)
            for row in Membership.objects.filter(conversation=room)
        ),
    }


@pytest.mark.parametrize("kind", ["group", "channel"])
def test_both_ways_of_playing_leave_the_same(kind: Any) -> None:
    present = now()
    talk = HERALD.talk + "@ 20m\nadaeze: One more thing.\n    > ferry\n    + 👍 leo mika\n"
    played = replace(HERALD, kind=kind, key="played", title="Played", talk=talk)
    retold = replace(played, key="retold", title="Retold", at_once=True)
    play(password=PASSWORD, present=present, scenes=[played, retold], spaces=())
    rooms = {room.title: room for room in Conversation.objects.all()}
    first, second = left_behind(rooms["Played"]), left_behind(rooms["Retold"])
    assert first["reactions"]
    assert first == second


def test_a_line_that_changes_later_is_refused() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    room = make_dm(alice, bob)
    line = Line(at=now(), who="alice", text="Hello", first_written="Helo")
    with pytest.raises(ValueError, match="must be played"):
        retell(conversation_id=room.id, lines=[line], people={"alice": alice})
