"""Catching up with spaces and their channels after an absence."""

import json
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Conversation, Space
from conversations.operations.channels import create_space_channel
from conversations.operations.space_deletion import delete_space
from conversations.operations.space_members import enter_space
from conversations.operations.space_ownership import leave_space
from conversations.operations.space_standing import remove_space_member
from conversations.operations.spaces import change_space
from messaging.operations.receipts import advance_receipts
from tests.asking import Api, api_as
from tests.cast import Cast
from tests.chatty.test_sync import ids, sync, sync_now
from tests.conversations.harbour import everyone_of, set_override
from tests.make import general_of, make_message, make_space

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def space(cast: Cast) -> Space:
    return make_space(cast.alice, cast.bob)


def come(space: Space, person: User) -> None:
    with transaction.atomic():
        enter_space(Space.objects.select_for_update(no_key=True).get(id=space.id), person)


def spaces_of(answer: Any) -> list[str]:
    return [row["id"] for row in answer["account"].get("spaces", [])]


def whole(api: Api, cursor: str) -> list[Any]:
    """All rounds from a cursor on."""
    rounds = [sync(api, cursor)]
    while rounds[-1]["has_more"]:
        rounds.append(sync_now(api, rounds[-1]["account_cursor"]))
    return rounds


def test_what_was_said_in_a_channel_is_told_without_its_space(cast: Cast, space: Space) -> None:
    bob, general = api_as(cast.bob), general_of(space)
    first = sync(bob)
    assert spaces_of(first) == [str(space.id)]
    assert str(general.id) not in ids(first)
    said = make_message(by=cast.alice, in_=general)
    answer = sync(bob, first["account_cursor"], cursors={str(general.id): 1})
    assert ids(answer) == {str(general.id)}
    assert [row["unread_count"] for row in answer["conversations"]] == [1]
    assert [row["id"] for row in answer["changes"][str(general.id)]["messages"]] == [said["id"]]
    assert "spaces" not in answer["account"]
    again = sync(bob, answer["account_cursor"], cursors={str(general.id): said["rev"]})
    assert (again["conversations"], again["account"], again["changes"]) == ([], {}, {})


def test_what_others_read_in_a_channel_is_nobody_elses_business(cast: Cast, space: Space) -> None:
    bob, general = api_as(cast.bob), general_of(space)
    said = make_message(by=cast.bob, in_=general)
    cursor = sync(bob)["account_cursor"]
    advance_receipts(actor=cast.alice, conversation_id=general.id, read_seq=1)
    answer = sync(bob, cursor, cursors={str(general.id): said["rev"]})
    assert (answer["changes"], answer["conversations"], answer["removed"]) == ({}, [], [])


def test_a_channel_that_was_hidden_meanwhile_is_gone(cast: Cast, space: Space) -> None:
    bob, general = api_as(cast.bob), general_of(space)
    cursor = sync(bob)["account_cursor"]
    set_override(general, everyone_of(space), deny=["view"])
    make_message(by=cast.alice, in_=general, body="Now among ourselves")
    answer = sync(bob, cursor, cursors={str(general.id): 1})
    assert [row["channels"] for row in answer["account"]["spaces"]] == [[]]
    assert (answer["conversations"], answer["changes"]) == ([], {})
    assert answer["removed"] == [str(general.id)]
    assert "ourselves" not in str(answer)
    # What is said there later changes nothing that could be told.
    make_message(by=cast.alice, in_=general)
    later = sync(bob, answer["account_cursor"])
    assert (later["account"], later["conversations"], later["removed"]) == ({}, [], [])


def test_who_was_removed_or_whose_space_ended_is_told(cast: Cast, space: Space) -> None:
    bob, other = api_as(cast.bob), make_space(cast.alice, cast.bob)
    cursor = sync(bob)["account_cursor"]
    general = general_of(space)
    remove_space_member(actor=cast.alice, space_id=space.id, user_id=cast.bob.id)
    delete_space(actor=cast.alice, space_id=other.id)
    make_message(by=cast.alice, in_=general)
    answer = sync(bob, cursor, cursors={str(general.id): 1})
    assert sorted(answer["account"]["spaces_removed"]) == sorted([str(space.id), str(other.id)])
    assert "spaces" not in answer["account"]
    assert (answer["conversations"], answer["removed"]) == ([], [str(general.id)])
    assert "spaces_removed" not in sync(bob)["account"]


def test_many_spaces_and_channels_come_in_pages_each_once(cast: Cast, space: Space) -> None:
    bob = api_as(cast.bob)
    for number in range(4):
        create_space_channel(actor=cast.alice, space_id=space.id, title=f"c{number}")
    cursor = sync(bob)["account_cursor"]
    channels = list(Conversation.objects.filter(space=space))
    for channel in channels:
        make_message(by=cast.alice, in_=channel)
    made = [make_space(cast.alice, cast.bob) for _ in range(21)]
    make_message(by=cast.alice, in_=cast.lounge)
    with override_limits(sync_conversations=2):
        rounds = whole(bob, cursor)
    assert len(rounds) > 4
    told = [name for one in rounds for name in spaces_of(one)]
    assert sorted(told) == sorted(str(one.id) for one in made)
    rows = [row["id"] for one in rounds for row in one["conversations"]]
    assert sorted(rows) == sorted(str(one.id) for one in [*channels, cast.lounge])
    assert whole(bob, rounds[-1]["account_cursor"])[0]["conversations"] == []


def test_who_comes_or_goes_sends_a_count_and_not_the_space(cast: Cast, space: Space) -> None:
    bob = api_as(cast.bob)
    for number in range(10):
        create_space_channel(actor=cast.alice, space_id=space.id, title=f"c{number}")
    before = sync(bob)
    cursor = before["account_cursor"]
    whole_size = len(json.dumps(before["account"]))
    come(space, cast.dave)
    answer = sync(bob, cursor)
    assert answer["account"] == {"space_counts": [{"id": str(space.id), "members_count": 3}]}
    assert (answer["conversations"], answer["removed"]) == ([], [])
    # A hundred bytes, where the space with its channels took thousands.
    assert len(json.dumps(answer["account"])) < 120 < whole_size / 50
    leave_space(actor=cast.dave, space_id=space.id)
    later = sync(bob, answer["account_cursor"])
    assert later["account"] == {"space_counts": [{"id": str(space.id), "members_count": 2}]}
    assert sync(bob, later["account_cursor"])["account"] == {}
    # Of what changed otherwise the count comes with the rest.
    come(space, cast.dave)
    change_space(actor=cast.alice, space_id=space.id, changes={"description": "Boats"})
    told = sync(bob, later["account_cursor"])["account"]
    assert [row["members_count"] for row in told["spaces"]] == [3]
    assert "space_counts" not in told


def test_who_comes_gets_the_space_whole_and_who_went_hears_of_no_count(
    cast: Cast, space: Space
) -> None:
    bob, dave = api_as(cast.bob), api_as(cast.dave)
    cursors = [sync(one)["account_cursor"] for one in (bob, dave)]
    come(space, cast.dave)
    assert spaces_of(sync(dave, cursors[1])) == [str(space.id)]
    leave_space(actor=cast.bob, space_id=space.id)
    told = sync(bob, cursors[0])["account"]
    assert told == {"spaces_removed": [str(space.id)]}


def test_what_was_said_beside_a_coming_is_told_once(cast: Cast, space: Space) -> None:
    bob, general = api_as(cast.bob), general_of(space)
    cursor = sync(bob)["account_cursor"]
    come(space, cast.dave)
    make_message(by=cast.alice, in_=general)
    answer = sync(bob, cursor)
    assert ids(answer) == {str(general.id)}
    assert list(answer["account"]) == ["space_counts"]


def test_counts_take_no_room_from_spaces_that_changed(cast: Cast) -> None:
    bob = api_as(cast.bob)
    made = [make_space(cast.alice, cast.bob) for _ in range(24)]
    cursor = whole(bob, sync(bob)["account_cursor"])[-1]["account_cursor"]
    for one in made:
        come(one, cast.dave)
    for one in made[:21]:
        change_space(actor=cast.alice, space_id=one.id, changes={"description": "Boats"})
    rounds = whole(bob, cursor)
    assert len(rounds) == 2
    changed = [name for one in rounds for name in spaces_of(one)]
    counted = [row["id"] for one in rounds for row in one["account"].get("space_counts", [])]
    assert sorted(changed) == sorted(str(one.id) for one in made[:21])
    assert sorted(counted) == sorted(str(one.id) for one in made[21:])
    with override_limits(spaces_per_person=1):
        again = whole(bob, cursor)
    told = [name for one in again for name in spaces_of(one)]
    assert sorted(told) == sorted(changed)
