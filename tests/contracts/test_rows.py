"""Rows and models have one shape on the wire, whichever of them a call happens to read."""

import uuid
from typing import Any

from chatty.core import json
from chatty.core.pagination import PageRequest
from conversations.models import Membership
from conversations.queries.conversations import list_memberships
from conversations.queries.shapes import shape_conversations
from messaging.models import Message
from messaging.queries.messages import messages_changed, shape_messages, shape_rows
from tests.asking import api_as
from tests.cast import Cast
from tests.make import make_channel, make_dm, make_message, make_poll, membership_of


def say_everything(cast: Cast) -> None:
    """Messages of every kind in the lounge."""
    alice, bob = api_as(cast.alice), api_as(cast.bob)
    path = f"/conversations/{cast.lounge.id}"
    first = make_message(by=cast.alice, in_=cast.lounge, body="Zoë 👩‍👩‍👧 \u202e\n\ttabs")
    body: dict[str, Any] = {"client_id": str(uuid.uuid4()), "reply_to": first["id"]}
    bob.ok("POST", f"{path}/messages", {**body, "body": "@alice", "metadata": {"a": [1, None]}})
    make_message(by=cast.alice, in_=cast.lounge, body="@all, and @bob")
    gone = make_message(by=cast.bob, in_=cast.lounge, reply_to=first["id"])
    make_message(by=cast.alice, in_=cast.lounge, reply_to=gone["id"])
    edited = make_message(by=cast.bob, in_=cast.lounge, body="before")
    for person, emoji in ((alice, "👍"), (bob, "👍"), (bob, "🎉")):
        person.ok("PUT", f"/messages/{first['id']}/reactions/{emoji}")
    bob.ok("PUT", f"/messages/{gone['id']}/reactions/👍")
    alice.ok("PUT", f"/messages/{first['id']}/pin")
    for anonymous in (False, True):
        poll = make_poll(by=cast.bob, in_=cast.lounge, anonymous=anonymous, multiple=True)
        bob.ok("PUT", f"/messages/{poll['id']}/votes", {"option_ids": [1, 2]})
        alice.ok("PUT", f"/messages/{poll['id']}/votes", {"option_ids": [2]})
    bob.ok("PATCH", f"/messages/{edited['id']}", {"body": "after"})
    bob.ok("DELETE", f"/messages/{gone['id']}")
    alice.ok("PATCH", path, {"title": "Renamed"})


def test_a_message_is_the_same_from_a_row_and_from_a_model(cast: Cast) -> None:
    say_everything(cast)
    for person in (cast.alice, cast.bob, cast.carol):
        mine = membership_of(person, cast.lounge)
        rows = messages_changed(within=mine, since_rev=0, until_rev=10_000, limit=100)
        models = list(Message.objects.filter(conversation_id=cast.lounge.id).order_by("rev"))
        from_rows = shape_rows(rows, viewer_id=person.id)
        assert from_rows == shape_messages(models, viewer_id=person.id)
        assert len(from_rows) == len(models) >= 7
        told = api_as(person).get(f"/conversations/{cast.lounge.id}/messages?limit=100")
        in_order = sorted(from_rows, key=lambda message: message["seq"] or 0)
        assert told["results"] == json.parse(json.dumps(in_order))


def test_a_conversation_is_the_same_from_a_row_and_from_a_model(cast: Cast) -> None:
    say_everything(cast)
    make_message(by=cast.alice, in_=cast.lounge, body="Are you there, @bob?")
    make_channel(cast.alice, cast.bob)
    dm = make_dm(cast.alice, cast.bob)
    api_as(cast.bob).ok("PUT", f"/conversations/{dm.id}/draft", {"body": "Not yet", "version": 0})
    api_as(cast.alice).ok(
        "PATCH", f"/conversations/{cast.lounge.id}", {"settings": {"slow_mode_seconds": 5}}
    )
    Membership.objects.filter(user=cast.bob, conversation=cast.lounge).update(
        allow=["pin"], deny=["react"], folder="Work", pinned=True, marked_unread=True
    )
    rows = list_memberships(viewer=cast.bob, page=PageRequest(limit=100)).rows
    models = {
        row.conversation_id: row
        for row in Membership.objects.select_related("conversation").filter(user=cast.bob)
    }
    from_rows = shape_conversations(list(rows))
    assert from_rows == shape_conversations([models[row.conversation_id] for row in rows])
    assert {row["type"] for row in from_rows} == {"DM", "GROUP", "CHANNEL"}
    assert any(row["draft"] for row in from_rows)
    assert any(row["mention_count"] for row in from_rows)
    assert any(row["peer"] for row in from_rows)
