"""What has lived as long as it may is gone, and everybody is told."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership, Space
from messaging.models import (
    Bookmark,
    DeletedMessage,
    HiddenMessage,
    Message,
    MessageEdit,
    PurgedRange,
)
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message
from messaging.operations.polls import vote
from messaging.operations.purging import purge, purge_expired, purge_old
from messaging.operations.reactions import add_reaction
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import general_of, make_message, make_poll, make_space
from tests.messaging.conftest import Committing

OF_MESSAGES = (
    "message_edits", "reactions", "mentions", "bookmarks", "hidden_messages", "deleted_messages",
    "poll_votes", "poll_ballots", "thread_follows",
)  # fmt: skip


def set_up(room: Conversation, **settings: Any) -> None:
    Conversation.objects.filter(id=room.id).update(settings=settings)


def age(days: float, *ids: str) -> None:
    Message.objects.filter(id__in=ids).update(created_at=now() - timedelta(days=days))


def ranges_of(room: Conversation) -> list[tuple[int, int]]:
    rows = PurgedRange.objects.filter(conversation_id=room.id).order_by("from_seq")
    return [(row.from_seq, row.to_seq) for row in rows]


def say(cast: Cast, count: int) -> list[str]:
    return [
        make_message(by=cast.bob, in_=cast.lounge, body=f"Number {n}")["id"] for n in range(count)
    ]


def seqs_of(cast: Cast) -> list[int]:
    found = api_as(cast.alice).get(f"/conversations/{cast.lounge.id}/messages")["results"]
    return [row["seq"] for row in found]


def test_what_disappears_carries_its_end_and_goes_then(
    cast: Cast, published: Published, committing: Committing
) -> None:
    kept = make_message(by=cast.bob, in_=cast.lounge)
    set_up(cast.lounge, disappear_after_seconds=3_600)
    said = make_message(by=cast.bob, in_=cast.lounge)
    assert kept["expires_at"] is None
    assert said["expires_at"] is not None
    assert said["expires_at"] > said["created_at"]
    assert purge_expired()
    assert seqs_of(cast) == [kept["seq"], said["seq"]]
    Message.objects.filter(id=said["id"]).update(expires_at=now() - timedelta(days=1))
    # Not shown from its moment on, whenever the worker comes to it.
    bob = api_as(cast.bob)
    assert seqs_of(cast) == [kept["seq"]]
    assert bob.get(f"/conversations/{cast.lounge.id}")["last_message"]["id"] == kept["id"]
    assert code_of(bob("PUT", f"/messages/{said['id']}/reactions/👍")) == (404, "not_found")
    with committing():
        assert purge_expired()
    assert seqs_of(cast) == [kept["seq"]]
    (event,) = published.events("messages.purged")
    assert event["d"] == {"ranges": [{"from_seq": said["seq"], "to_seq": said["seq"]}]}
    assert event["rev"] == Conversation.objects.get(id=cast.lounge.id).rev == said["rev"] + 1  # type: ignore[operator]  # sent ones have a rev
    assert code_of(api_as(cast.bob)("GET", f"/messages/{said['id']}")) == (404, "not_found")


def test_all_that_belongs_to_a_message_goes_with_it(cast: Cast) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge, body="@alice look")
    quoting = make_message(by=cast.alice, in_=cast.lounge, reply_to=said["id"])
    edit_message(
        actor=cast.bob, session_id=uuid.uuid4(), message_id=said["id"], body="@alice, look"
    )
    add_reaction(actor=cast.alice, message_id=said["id"], emoji="👍")
    pin_message(actor=cast.alice, message_id=said["id"])
    place = {"conversation_id": cast.lounge.id, "message_id": said["id"]}
    Bookmark.objects.create(**place, user=cast.alice)
    HiddenMessage.objects.create(**place, user=cast.carol)
    polls = [make_poll(by=cast.bob, in_=cast.lounge, anonymous=anon) for anon in (False, True)]
    for poll in polls:
        vote(actor=cast.alice, message_id=poll["id"], option_ids=[1])
    gone = [message["seq"] or 0 for message in (said, *polls)]
    assert purge(cast.lounge.id, gone) == 3
    with connection.cursor() as cursor:
        for table in OF_MESSAGES:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE conversation_id = %s",  # noqa: S608 - names above
                [cast.lounge.id],
            )
            assert (table, cursor.fetchone()[0]) == (table, 0)
    alice = api_as(cast.alice)
    assert alice.get(f"/conversations/{cast.lounge.id}/pins")["results"] == []
    (left,) = alice.get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert (left["id"], left["reply_to"], left["reply"]) == (quoting["id"], None, None)
    # What is gone is not purged again.
    rev = Conversation.objects.get(id=cast.lounge.id).rev
    assert purge(cast.lounge.id, gone) == 0
    assert Conversation.objects.get(id=cast.lounge.id).rev == rev


def test_changes_tell_what_went_and_stretches_that_meet_are_one(cast: Cast) -> None:
    say(cast, 8)
    before = Conversation.objects.get(id=cast.lounge.id).rev
    for seqs in ([2], [6, 7], [4]):
        purge(cast.lounge.id, seqs)
    assert ranges_of(cast.lounge) == [(2, 2), (4, 4), (6, 7)]
    purge(cast.lounge.id, [5, 3])
    assert ranges_of(cast.lounge) == [(2, 7)]
    alice, path = api_as(cast.alice), f"/conversations/{cast.lounge.id}/changes"
    changes = alice.get(f"{path}?since={before}")
    assert changes["purged"] == [{"from_seq": 2, "to_seq": 7}]
    assert (changes["messages"], changes["rev"], changes["has_more"]) == ([], before + 4, False)
    assert alice.get(f"{path}?since={changes['rev']}")["purged"] == []
    told = alice.ok("POST", "/sync", {"cursors": {str(cast.lounge.id): before}})
    assert told["changes"][str(cast.lounge.id)]["purged"] == [{"from_seq": 2, "to_seq": 7}]
    assert code_of(api_as(cast.dave)("GET", f"{path}?since=0")) == (404, "not_found")


def test_who_came_later_hears_of_no_place_before(cast: Cast) -> None:
    say(cast, 4)
    Membership.objects.filter(conversation_id=cast.lounge.id, user_id=cast.bob.id).update(
        visible_from_seq=4
    )
    purge(cast.lounge.id, [1, 3, 4])
    changes = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}/changes?since=0")
    assert changes["purged"] == [{"from_seq": 4, "to_seq": 4}]


def test_more_than_is_worth_telling_is_a_beginning_anew(cast: Cast) -> None:
    say(cast, 6)
    for seq in (1, 3, 5):
        purge(cast.lounge.id, [seq])
    with override_limits(purged_ranges_in_changes=2):
        changes = api_as(cast.bob).get(f"/conversations/{cast.lounge.id}/changes?since=0")
    assert changes["reset"] is True


@pytest.mark.parametrize("where", ["conversation", "instance"])
def test_what_is_too_old_goes_wherever_that_is_set(cast: Cast, where: str) -> None:
    ids = say(cast, 4)
    age(31, *ids[:3])
    pin_message(actor=cast.alice, message_id=ids[0])
    assert purge_old()
    assert seqs_of(cast) == [1, 2, 3, 4]
    if where == "conversation":
        set_up(cast.lounge, retention_days=30)
        days = 0
    else:
        days = 30
    with override_limits(retention_days=days, purge_messages=2):
        assert purge_old()
    assert seqs_of(cast) == [4]
    assert ranges_of(cast.lounge) == [(1, 3)]


def test_a_space_sets_it_for_its_channels_and_its_channels_can_set_less(cast: Cast) -> None:
    space = make_space(cast.alice, cast.bob)
    channel, alice = general_of(space), api_as(cast.alice)
    ids = [make_message(by=cast.bob, in_=channel)["id"] for _ in range(3)]
    age(31, ids[0])
    age(8, ids[1])
    told = alice.ok("PATCH", f"/spaces/{space.id}", {"retention_days": 30})
    assert told["retention_days"] == Space.objects.get(id=space.id).retention_days == 30
    purge_old()
    assert ranges_of(channel) == [(1, 1)]
    alice.ok("PATCH", f"/conversations/{channel.id}", {"settings": {"retention_days": 7}})
    purge_old()
    assert ranges_of(channel) == [(1, 2)]
    refused = alice("PATCH", f"/spaces/{space.id}", {"retention_days": 3_651})
    assert code_of(refused) == (400, "invalid")
    assert code_of(api_as(cast.bob)("PATCH", f"/spaces/{space.id}", {"retention_days": 1})) == (
        403,
        "forbidden",
    )


def test_it_stops_when_its_time_is_over_and_goes_on_later(cast: Cast) -> None:
    age(31, *say(cast, 5))
    set_up(cast.lounge, retention_days=30)
    with override_limits(purge_messages=2, purge_run_seconds=0.000_001):
        assert not purge_old()
        assert Message.objects.filter(conversation_id=cast.lounge.id).count() == 3
        assert not purge_old()
        assert not purge_old()
        assert purge_old()
    assert seqs_of(cast) == []
    assert ranges_of(cast.lounge) == [(1, 5)]


def test_the_list_shows_what_is_left_and_counts_what_can_be_read(cast: Cast) -> None:
    say(cast, 3)
    carol = api_as(cast.carol)
    carol.ok("POST", f"/conversations/{cast.lounge.id}/receipts", {"read_seq": 1})
    purge(cast.lounge.id, [3])
    # What was not read yet stands before what went, and is read with it.
    shown = carol.get(f"/conversations/{cast.lounge.id}")
    assert (shown["last_message"]["seq"], shown["unread_count"]) == (2, 2)
    purge(cast.lounge.id, [2])
    shown = carol.get(f"/conversations/{cast.lounge.id}")
    assert (shown["last_message"]["seq"], shown["unread_count"]) == (1, 0)
    purge(cast.lounge.id, [1])
    shown = carol.get(f"/conversations/{cast.lounge.id}")
    assert (shown["last_message"], shown["unread_count"], shown["last_seq"]) == (None, 0, 3)
    # New messages go on counting where the last one stood.
    assert make_message(by=cast.bob, in_=cast.lounge)["seq"] == 4


def test_a_thread_counts_what_is_left_of_it(cast: Cast, committing: Any, published: Any) -> None:
    root = make_message(by=cast.alice, in_=cast.lounge)
    for who in (cast.bob, cast.carol, cast.bob):
        make_message(by=who, in_=cast.lounge, thread_id=root["id"])

    def summary() -> Any:
        return api_as(cast.alice).get(f"/messages/{root['id']}")["thread"]

    before = summary()
    with committing():
        purge(cast.lounge.id, [2])
    assert summary() == {**before, "count": 2}
    [told] = published.events("message.updated")
    assert (told["d"]["id"], told["d"]["by"], told["d"]["change"]) == (root["id"], None, "thread")
    assert told["rev"] == published.events("messages.purged")[0]["rev"] + 1
    purge(cast.lounge.id, [4])
    left = summary()
    assert (left["count"], left["last_seq"], left["people"]) == (1, 3, [str(cast.carol.id)])
    # What is no more is not told of; its last answer stays where it stood.
    purge(cast.lounge.id, [1])
    [answer] = api_as(cast.alice).get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert answer["thread_id"] == root["id"]
    gone = api_as(cast.alice)("GET", f"/messages/{answer['id']}/thread")
    assert code_of(gone) == (404, "not_found")
    purge(cast.lounge.id, [3])


def test_what_was_deleted_is_forgotten_after_its_time(cast: Cast) -> None:
    first, second = (make_message(by=cast.bob, in_=cast.lounge)["id"] for _ in range(2))
    for name in (first, second):
        edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=name, body="Again")
        delete_message(actor=cast.bob, message_id=name)
    DeletedMessage.objects.filter(message_id=first).update(purge_at=now())
    assert purge_expired()
    assert [row.message_id for row in DeletedMessage.objects.all()] == [uuid.UUID(second)]
    assert [row.message_id for row in MessageEdit.objects.all()] == [uuid.UUID(second)]
    # The tombstones stay.
    assert seqs_of(cast) == [1, 2]
