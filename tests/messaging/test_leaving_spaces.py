"""What people keep in a space's channels goes when they go, also where they have no row yet."""

import uuid
from datetime import timedelta

from django.db import transaction

from chatty.core.clock import now
from conversations.access import lock_space
from conversations.models import Membership
from conversations.operations.space_members import enter_space
from messaging.models import Bookmark, Message, ThreadFollow
from messaging.operations.due import send_due
from messaging.operations.scheduled import schedule_message
from messaging.operations.send_batch import NewMessage
from tests.asking import api_as
from tests.cast import Cast
from tests.make import general_of, make_message, make_space


def test_who_was_removed_and_comes_back_finds_nothing_of_it(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    room, bob = general_of(space), api_as(cast.bob)
    said = make_message(by=cast.alice, in_=room)
    item = NewMessage(conversation_id=room.id, client_id=uuid.uuid4(), body="Soup at one")
    at = now() + timedelta(hours=1)
    schedule_message(actor=cast.bob, session_id=uuid.uuid4(), item=item, at=at)
    bob.ok("PUT", f"/messages/{said['id']}/bookmark")
    bob.ok("PUT", f"/messages/{said['id']}/thread/follow")
    assert not Membership.with_channels.filter(conversation_id=room.id, user=cast.bob).exists()
    api_as(cast.alice).ok("DELETE", f"/spaces/{space.id}/members/{cast.bob.id}")
    Message.objects.filter(conversation_id=room.id, seq=None).update(scheduled_at=now())
    with transaction.atomic():
        enter_space(lock_space(space.id, viewer=cast.alice).space, cast.bob)
    assert send_due()
    texts = [row["body"] for row in bob.get(f"/conversations/{room.id}/messages")["results"]]
    assert "Soup at one" not in texts
    assert bob.get(f"/conversations/{room.id}/scheduled")["results"] == []
    assert bob.get("/me/bookmarks")["results"] == []
    assert bob.get("/me/threads")["results"] == []
    for kept in (Bookmark, ThreadFollow):
        assert not kept.objects.filter(user=cast.bob).exists()
