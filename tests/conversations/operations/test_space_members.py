"""Coming into spaces and going from them, as the operations of joining and leaving do it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Forbidden, Invalid
from chatty.core.limits import override_limits
from chatty.realtime.topics import space_topic, user_topic
from conversations.access import find_space, lock_space
from conversations.models import (
    Ban,
    Conversation,
    Invite,
    Membership,
    Override,
    Space,
    SpaceMember,
    SpaceRole,
)
from conversations.operations.space_members import depart_space, enter_space
from tests.conftest import Published

Capture = Callable[..., Any]


def plain_space(owner: User) -> Space:
    """A space with @everyone, one channel and its owner, as rows."""
    space = Space.objects.create(name="Workshop", owner=owner)
    SpaceRole.objects.create(space=space, name="@everyone", position=0, allow=["view", "send"])
    Conversation.objects.create(
        type="CHANNEL", channel_kind="text", title="general", space=space, created_by=owner, rev=1
    )
    come(space, owner)
    return space


def come(space: Space, person: User) -> SpaceMember:
    with transaction.atomic():
        locked = Space.objects.select_for_update(no_key=True).get(id=space.id)
        return enter_space(locked, person)


def go(space: Space, person: User, *, reason: str) -> None:
    with transaction.atomic():
        here = lock_space(space.id, viewer=person)
        depart_space(here.space, here.member, reason=reason)


def test_who_comes_is_told_of_the_space_and_hears_what_they_may_see(
    alice: User,
    bob: User,
    published: Published,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    space = plain_space(alice)
    channel = Conversation.objects.get(space=space)
    with django_capture_on_commit_callbacks(execute=True):
        come(space, bob)
    (created,) = published.events("space.created")
    assert created["topic"] == user_topic(bob.id)
    assert created["d"]["members_count"] == 2
    assert [row["id"] for row in created["d"]["channels"]] == [str(channel.id)]
    topics = [space_topic(space.id), f"conversation:{channel.id}"]
    assert created["control"] == {"subscribe": topics}
    (told,) = published.events("space_member.updated")
    assert told["topic"] == space_topic(space.id)
    assert (told["d"]["user"]["id"], told["d"]["members_count"]) == (str(bob.id), 2)
    assert find_space(space.id, viewer=bob).member.sort_name == "bob"


def test_who_is_there_already_stays_as_they_are(alice: User, bob: User) -> None:
    space = plain_space(alice)
    come(space, bob)
    role = SpaceRole.objects.create(space=space, name="Crew", position=1)
    SpaceMember.objects.filter(user=bob).update(role_ids=[role.id])
    assert come(space, bob).role_ids == [role.id]
    assert Space.objects.get(id=space.id).members_count == 2


def test_who_is_banned_does_not_come_in_until_the_ban_ends(alice: User, bob: User) -> None:
    space = plain_space(alice)
    ban = Ban.objects.create(space=space, user=bob, banned_by=alice)
    with pytest.raises(Forbidden):
        come(space, bob)
    assert not SpaceMember.objects.filter(user=bob).exists()
    ban.expires_at = now() - timedelta(seconds=1)
    ban.save()
    assert come(space, bob).left_at is None


def test_one_person_is_in_so_many_spaces_and_no_more(alice: User, bob: User) -> None:
    first, second = plain_space(alice), plain_space(alice)
    with override_limits(spaces_per_person=1):
        come(first, bob)
        with pytest.raises(Invalid):
            come(second, bob)
        go(first, bob, reason="left")
        come(second, bob)


def test_what_was_said_before_is_not_unread(alice: User, bob: User) -> None:
    space = plain_space(alice)
    channel = Conversation.objects.get(space=space)
    assert come(space, bob).mark is None
    Conversation.objects.filter(id=channel.id).update(last_seq=7)
    carol = User.objects.create(username="carol", email="c@example.org", display_name="Carol")
    mark = come(space, carol).mark
    assert mark is not None
    assert mark.seqs == {str(channel.id): 7}
    # Who comes soon after shares it; who was away and comes back has read what they missed.
    row = Membership(conversation=channel, user=bob, space_id=space.id, read_seq=3)
    row.save(force_insert=True)
    go(space, bob, reason="left")
    assert come(space, bob).mark == mark
    assert Membership.with_channels.get(user=bob, conversation=channel).read_seq == 7
    with override_limits(space_mark_seconds=0):
        dave = User.objects.create(username="dave", email="d@example.org", display_name="Dave")
        assert come(space, dave).mark != mark


def test_who_goes_hears_no_more_and_everyone_is_told(
    alice: User,
    bob: User,
    published: Published,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    space = plain_space(alice)
    channel = Conversation.objects.get(space=space)
    # Which nobody can hear any more.
    Conversation.objects.create(
        type="CHANNEL",
        channel_kind="text",
        title="gone",
        space=space,
        created_by=alice,
        deleted_at=now(),
    )
    come(space, bob)
    with django_capture_on_commit_callbacks(execute=True):
        go(space, bob, reason="left")
    (gone,) = published.events("space.removed")
    assert gone["topic"] == user_topic(bob.id)
    assert gone["d"] == {"space_id": str(space.id), "reason": "left"}
    topics = [space_topic(space.id), f"space_requests:{space.id}", f"conversation:{channel.id}"]
    assert gone["control"] == {"unsubscribe": topics}
    (told,) = published.events("space_member.removed")
    assert told["control"] == {"revoke": [str(bob.id)]}
    assert told["d"]["members_count"] == 1
    assert Space.objects.get(id=space.id).members_count == 1


def test_in_a_large_space_nobody_is_told_and_the_sockets_still_go(
    alice: User,
    bob: User,
    published: Published,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    space = plain_space(alice)
    with (
        override_limits(counted_members=1),
        django_capture_on_commit_callbacks(execute=True),
    ):
        come(space, bob)
        go(space, bob, reason="left")
    assert published.events("space_member.updated") == []
    assert published.events("space_member.removed") == []
    revoked = [m["control"] for m in published.messages if m["topic"] == space_topic(space.id)]
    assert revoked == [{"revoke": [str(bob.id)]}]


def test_who_is_thrown_out_leaves_no_way_back(alice: User, bob: User) -> None:
    space = plain_space(alice)
    come(space, bob)
    Invite.objects.create(code="mine", space=space, created_by=bob)
    Invite.objects.create(code="hers", space=space, created_by=alice)
    go(space, bob, reason="removed")
    assert Invite.objects.get(code="mine").revoked_at is not None
    assert Invite.objects.get(code="hers").revoked_at is None


def test_who_comes_back_has_neither_roles_nor_allowances_and_is_still_denied(
    alice: User, bob: User
) -> None:
    space = plain_space(alice)
    come(space, bob)
    role = SpaceRole.objects.create(space=space, name="Crew", position=1)
    SpaceMember.objects.filter(user=bob).update(role_ids=[role.id])
    first = Conversation.objects.get(space=space)
    second = Conversation.objects.create(
        type="CHANNEL", channel_kind="text", title="two", space=space, created_by=alice
    )
    mixed = {"space": space, "user": bob, "allow": ["pin"]}
    Override.objects.create(**mixed, channel=first, deny=["send"])
    Override.objects.create(**mixed, channel=second)
    structure = Space.objects.get(id=space.id).structure
    go(space, bob, reason="left")
    assert Space.objects.get(id=space.id).structure != structure
    assert come(space, bob).role_ids == []
    (kept,) = Override.objects.filter(user=bob)
    assert (kept.channel_id, kept.allow, kept.deny) == (first.id, [], ["send"])
    assert find_space(space.id, viewer=bob).permissions_in(first.id) == {"view"}
