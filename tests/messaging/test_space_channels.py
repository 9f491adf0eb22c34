"""Talking in the channels of spaces: no row says who may, and personal state is made when it is
first needed.
"""

import uuid
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from chatty.core.errors import Forbidden, NotFound
from conversations.access import find_membership, lock_space
from conversations.models import Conversation, Membership, Override, Space, SpaceMember, SpaceRole
from conversations.operations.rules import save_rules
from conversations.operations.space_members import depart_space, enter_space
from messaging.operations.send_batch import NewMessage, Sending, write_sends
from tests.asking import api_as
from tests.conftest import Published
from tests.make import general_of, make_group, make_message, make_space, make_user
from tests.syncing import settle

pytestmark = pytest.mark.django_db


class Scene:
    """Ann owns the space, ben is in it, cat is not."""

    def __init__(self) -> None:
        self.ann, self.ben, self.cat = (make_user(name) for name in ("ann", "ben", "cat"))
        self.space: Space = make_space(self.ann, self.ben)
        self.general: Conversation = general_of(self.space)

    def override(self, *, allow: list[str] = (), deny: list[str] = ()) -> None:  # type: ignore[assignment]  # nothing to change
        """What everyone may and may not in the channel."""
        with transaction.atomic():
            here = lock_space(self.space.id, viewer=self.ann)
            everyone = SpaceRole.objects.get(space=self.space, position=0)
            Override.objects.update_or_create(
                space=self.space,
                channel=self.general,
                role=everyone,
                defaults={"allow": list(allow), "deny": list(deny)},
            )
            save_rules(here.space)

    def path(self, rest: str = "") -> str:
        """The channel's address."""
        return f"/conversations/{self.general.id}{rest}"


@pytest.fixture
def scene() -> Scene:
    return Scene()


def rows(scene: Scene) -> int:
    return Membership.with_channels.filter(conversation_id=scene.general.id).count()


def test_members_talk_and_a_row_is_made_when_first_needed(scene: Scene) -> None:
    assert rows(scene) == 0
    said = make_message(by=scene.ben, in_=scene.general)
    assert (said["seq"], rows(scene)) == (1, 1)
    seen = api_as(scene.ann).get(scene.path())
    assert (seen["unread_count"], seen["role"], rows(scene)) == (1, "OWNER", 1)
    answer = api_as(scene.ann)("POST", scene.path("/receipts"), {"read_seq": 1})
    assert answer.json() == {"delivered_seq": 1, "read_seq": 1}
    assert rows(scene) == 2
    assert api_as(scene.ann).get(scene.path())["unread_count"] == 0


def test_no_such_row_is_a_right(scene: Scene) -> None:
    Membership.with_channels.create(
        conversation=scene.general, user=scene.cat, space_id=scene.space.id
    )
    with pytest.raises(NotFound):
        find_membership(scene.general.id, viewer=scene.cat)
    with pytest.raises(NotFound):
        make_message(by=scene.cat, in_=scene.general)
    cat = api_as(scene.cat)
    assert cat("POST", scene.path("/receipts"), {"read_seq": 1}).status_code == 404
    assert cat.get("/conversations")["results"] == []
    assert cat.get(f"/conversations?space_id={scene.space.id}")["results"] == []
    assert cat("POST", "/sync", {}).json()["conversations"] == []


def test_who_may_not_send_may_still_look(scene: Scene) -> None:
    scene.override(deny=["send"])
    with pytest.raises(Forbidden):
        make_message(by=scene.ben, in_=scene.general)
    assert make_message(by=scene.ann, in_=scene.general)["seq"] == 1
    ben = api_as(scene.ben)
    assert "send" not in ben.get(scene.path())["permissions"]
    assert len(ben.get(scene.path("/messages"))["results"]) == 1


def test_a_hidden_channel_is_not_there(scene: Scene) -> None:
    make_message(by=scene.ben, in_=scene.general)
    ben = api_as(scene.ben)
    cursor = ben("POST", "/sync", {}).json()["account_cursor"]
    scene.override(deny=["view"])
    for path in ("", "/messages", "/members", "/changes?since=0", "/draft", "/pins"):
        assert ben("GET", scene.path(path)).status_code == 404, path
    with pytest.raises(NotFound):
        make_message(by=scene.ben, in_=scene.general)
    news = ben(
        "POST", "/sync", {"account_cursor": cursor, "cursors": {str(scene.general.id): 1}}
    ).json()
    assert news["removed"] == [str(scene.general.id)]
    (space,) = news["account"]["spaces"]
    assert space["channels"] == []
    # Its heading is told to nobody who cannot see what is under it.
    assert space["categories"] == []


def test_batches_hold_people_of_groups_and_spaces(scene: Scene) -> None:
    group = make_group(scene.ben, scene.cat)

    def sending(actor: User, room: Conversation) -> Sending:
        return Sending(
            actor.id, NewMessage(conversation_id=room.id, client_id=uuid.uuid4(), body="Hello")
        )

    answers = write_sends(
        [
            sending(scene.ben, scene.general),
            sending(scene.cat, scene.general),
            sending(scene.cat, group),
            sending(scene.ann, scene.general),
        ],
        wait=True,
    )
    told: list[Any] = [getattr(answer, "message", answer) for answer in answers]
    assert isinstance(told[1], NotFound)
    assert [told[0]["seq"], told[3]["seq"]] == [1, 2]
    assert told[2]["conversation_id"] == str(group.id)
    # Without waiting, too, nobody who may not is taken for busy.
    (refused,) = write_sends([sending(scene.cat, scene.general)], wait=False)
    assert isinstance(refused, NotFound)


def test_names_mean_who_can_see_the_channel(scene: Scene, published: Published) -> None:
    said = make_message(by=scene.ben, in_=scene.general, body="@ann @cat @ben")
    assert set(said["mentions"]) == {str(scene.ann.id), str(scene.ben.id)}
    assert api_as(scene.ann).get(scene.path())["mention_count"] == 1


def test_what_was_said_before_somebody_came_is_not_unread(scene: Scene) -> None:
    make_message(by=scene.ben, in_=scene.general)
    late = make_user("late")
    with transaction.atomic():
        enter_space(lock_space(scene.space.id, viewer=scene.ann).space, late)
    seen = api_as(late).get(scene.path())
    assert (seen["unread_count"], seen["last_read_seq"], seen["visible_from_seq"]) == (0, 1, 1)
    make_message(by=scene.ben, in_=scene.general)
    assert api_as(late).get(scene.path())["unread_count"] == 1


def test_whose_place_it_is_not_says_the_space_does(scene: Scene) -> None:
    ben = api_as(scene.ben)
    someone = str(scene.cat.id)
    for method, path, body in (
        ("POST", "/members", {"user_ids": [someone]}),
        ("PATCH", f"/members/{scene.ann.id}", {"role": "MEMBER"}),
        ("DELETE", f"/members/{scene.ann.id}", None),
        ("POST", "/leave", None),
        ("POST", "/transfer", {"user_id": str(scene.ann.id)}),
        ("POST", "/bans", {"user_id": someone}),
        ("GET", "/bans", None),
        ("DELETE", f"/bans/{someone}", None),
        ("GET", "/invites", None),
        ("POST", "/invites", {}),
    ):
        answer = ben(method, scene.path(path), body)
        assert (answer.status_code, answer.json()["code"]) == (409, "managed_by_space"), path


def test_what_is_personal_is_kept_in_channels_too(scene: Scene) -> None:
    ben = api_as(scene.ben)
    changed = ben("PATCH", scene.path(f"/members/{scene.ben.id}"), {"pinned": True})
    assert (changed.status_code, changed.json()["pinned"]) == (200, True)
    assert ben("PUT", scene.path("/draft"), {"body": "Shall"}).status_code == 200
    assert ben.get(scene.path())["draft"]["body"] == "Shall"
    assert not api_as(scene.ann).get(scene.path())["pinned"]


def test_reading_everything_reads_channels_that_one_may_see(scene: Scene) -> None:
    for _ in range(3):
        make_message(by=scene.ann, in_=scene.general)
    ben = api_as(scene.ben)
    assert ben.get(scene.path())["unread_count"] == 3
    assert ben.ok("POST", "/conversations/read-all") == {"conversations": 1}
    assert ben.get(scene.path())["unread_count"] == 0
    make_message(by=scene.ann, in_=scene.general)
    scene.override(deny=["view"])
    assert ben.ok("POST", "/conversations/read-all") == {"conversations": 0}
    own = Membership.with_channels.get(conversation=scene.general, user=scene.ben)
    assert own.read_seq == 3


@pytest.mark.django_db(transaction=True)
def test_a_space_comes_whole_and_then_only_what_changed(scene: Scene) -> None:
    ben = api_as(scene.ben)
    first = ben("POST", "/sync", {}).json()
    (space,) = first["account"]["spaces"]
    assert [channel["id"] for channel in space["channels"]] == [str(scene.general.id)]
    assert first["conversations"] == []
    settle()
    first = ben("POST", "/sync", {"account_cursor": first["account_cursor"]}).json()
    make_message(by=scene.ann, in_=scene.general)
    then = ben("POST", "/sync", {"account_cursor": first["account_cursor"]}).json()
    assert "spaces" not in then["account"]
    assert [(one["id"], one["unread_count"]) for one in then["conversations"]] == [
        (str(scene.general.id), 1)
    ]
    with transaction.atomic():
        space_row = lock_space(scene.space.id, viewer=scene.ann).space
        member = SpaceMember.objects.select_related("user").get(space=scene.space, user=scene.ben)
        depart_space(space_row, member, reason="removed")
    gone = ben("POST", "/sync", {"account_cursor": then["account_cursor"]}).json()
    assert gone["account"]["spaces_removed"] == [str(scene.space.id)]
    assert gone["conversations"] == []


def test_spaces_and_conversations_are_told_page_by_page(scene: Scene) -> None:
    spaces = {str(scene.space.id)} | {
        str(make_space(scene.ben, name=f"Space {number}").id) for number in range(24)
    }
    groups = {str(make_group(scene.ben, scene.ann).id) for _ in range(3)}
    told: list[str] = []
    heard: list[str] = []
    cursor, rounds, has_more = None, 0, True
    while has_more:
        page = api_as(scene.ben)("POST", "/sync", {"account_cursor": cursor}).json()
        told += [space["id"] for space in page["account"].get("spaces", [])]
        heard += [one["id"] for one in page["conversations"]]
        cursor, has_more = page["account_cursor"], page["has_more"]
        rounds += 1
    assert (rounds, len(told), set(told)) == (2, 25, spaces)
    assert sorted(heard) == sorted(groups)


def test_changes_of_a_channel_are_told_to_who_may_see_it(scene: Scene) -> None:
    make_message(by=scene.ann, in_=scene.general)
    ben = api_as(scene.ben)
    page = ben.get(scene.path("/changes?since=0"))
    assert [one["seq"] for one in page["messages"]] == [1]
    assert (page["members"], page["receipts"]) == ([], [])
    news = ben("POST", "/sync", {"cursors": {str(scene.general.id): 0}}).json()
    assert [one["seq"] for one in news["changes"][str(scene.general.id)]["messages"]] == [1]


def test_a_member_is_reached_in_one_query(
    scene: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    find_membership(scene.general.id, viewer=scene.ben)
    with django_assert_num_queries(1):
        member = find_membership(scene.general.id, viewer=scene.ben)
    assert "send" in member.permissions
    assert member.conversation.members_count == 2
