"""Who leaves a space and comes back: what denies waits for them, what allows does not."""

import pytest
from django.db import transaction

from accounts.models import User
from conversations.access import find_space, lock_space
from conversations.models import Category, Conversation, Space, SpaceMember, SpaceRole
from conversations.operations.space_bans import ban_from_space, lift_space_ban
from conversations.operations.space_deletion import wipe_space
from conversations.operations.space_members import depart_space, enter_space
from conversations.operations.space_ownership import leave_space
from conversations.operations.space_standing import remove_space_member
from tests.asking import api_as
from tests.cast import Cast
from tests.conversations.harbour import everyone_of, give_role, renew, set_override
from tests.make import general_of, make_space


@pytest.fixture
def space(cast: Cast) -> Space:
    return make_space(cast.alice, cast.bob, cast.carol)


def come(space: Space, person: User) -> list[str]:
    """Their roles by name once they are in it again."""
    with transaction.atomic():
        locked = Space.objects.select_for_update(no_key=True).get(id=space.id)
        member = enter_space(locked, person)
    return names_of(member)


def names_of(member: SpaceMember) -> list[str]:
    rows = SpaceRole.objects.filter(id__in=member.role_ids)
    return sorted(rows.values_list("name", flat=True))


def away(space: Space, person: User) -> list[str]:
    return names_of(SpaceMember.objects.get(space=space, user=person))


def muted(space: Space, *people: User, name: str = "Muted", allow: list[str] | None = None) -> None:
    """A role by which one sends nothing in the general channel."""
    position = SpaceRole.objects.filter(space=space).count()
    role = give_role(space, *people, allow=allow or [], position=position, name=name)
    set_override(general_of(space), role, deny=["send"])


def leave(cast: Cast, space: Space) -> None:
    leave_space(actor=cast.bob, space_id=space.id)


def removed(cast: Cast, space: Space) -> None:
    remove_space_member(actor=cast.alice, space_id=space.id, user_id=cast.bob.id)


def pardoned(cast: Cast, space: Space) -> None:
    ban_from_space(actor=cast.alice, space_id=space.id, user_id=cast.bob.id)
    lift_space_ban(actor=cast.alice, space_id=space.id, user_id=cast.bob.id)


@pytest.mark.parametrize("go", [leave, removed, pardoned])
def test_nobody_sheds_what_denies_them_by_going_and_coming(
    cast: Cast, space: Space, go: object
) -> None:
    assert callable(go)
    muted(space, cast.bob)
    give_role(space, cast.bob, allow=["ban", "view"], position=2, name="Mate")
    give_role(space, cast.bob, allow=[], position=3, name="A title and no more")
    go(cast, space)
    assert away(space, cast.bob) == ["Muted"]
    assert come(space, cast.bob) == ["Muted"]
    here = find_space(space.id, viewer=cast.bob)
    assert "send" not in here.permissions_in(general_of(space).id)
    assert "ban" not in here.permissions
    (told,) = api_as(cast.bob).get("/spaces")["results"]
    assert told["my_role_ids"] == [str(name) for name in here.member.role_ids]


@pytest.mark.parametrize("where", ["space", "channel", "heading"])
def test_a_role_that_allows_anything_anywhere_does_not_wait(
    cast: Cast, space: Space, where: str
) -> None:
    muted(space, cast.bob, allow=["pin"] if where == "space" else [])
    role = SpaceRole.objects.get(space=space, name="Muted")
    if where == "channel":
        private = Conversation.objects.create(
            type="CHANNEL", channel_kind="text", title="appeals", space=space, created_by=cast.alice
        )
        set_override(private, everyone_of(space), deny=["view"])
        set_override(private, role, allow=["view"])
    if where == "heading":
        # Nothing stands under it yet.
        heading = Category.objects.create(space=space, title="Later", position=9)
        set_override(heading, role, allow=["manage_messages"])
    leave(cast, space)
    assert away(space, cast.bob) == []
    assert come(space, cast.bob) == []


def test_what_repeats_what_everyone_may_allows_nothing(cast: Cast, space: Space) -> None:
    muted(space, cast.bob, allow=["view", "react"])
    set_override(general_of(space), cast.carol, deny=["react"])
    leave(cast, space)
    assert come(space, cast.bob) == ["Muted"]


def test_a_role_that_allows_something_by_now_or_is_gone_is_not_handed_out(
    cast: Cast, space: Space
) -> None:
    for name in ("Muted", "Promoted", "Deleted"):
        muted(space, cast.bob, name=name)
    leave(cast, space)
    assert away(space, cast.bob) == ["Deleted", "Muted", "Promoted"]
    SpaceRole.objects.filter(space=space, name="Promoted").update(allow=["ban"])
    SpaceRole.objects.filter(space=space, name="Deleted").delete()
    renew(space)
    assert come(space, cast.bob) == ["Muted"]
    assert len(SpaceMember.objects.get(space=space, user=cast.bob).role_ids) == 1


def test_what_waits_for_who_is_away_is_seen_and_counted_by_nobody(cast: Cast, space: Space) -> None:
    muted(space, cast.bob, cast.carol)
    role = SpaceRole.objects.get(space=space, name="Muted")
    leave(cast, space)
    alice = api_as(cast.alice)
    found = alice.get(f"/spaces/{space.id}/members?role_id={role.id}")
    assert [row["user"]["id"] for row in found["results"]] == [str(cast.carol.id)]
    assert alice("GET", f"/spaces/{space.id}/members/{cast.bob.id}").status_code == 404


def test_a_space_that_ends_keeps_nobodys_roles(cast: Cast, space: Space) -> None:
    muted(space, cast.bob)
    with transaction.atomic():
        here = lock_space(space.id, viewer=cast.bob)
        depart_space(here.space, here.member, reason="left")
    assert away(space, cast.bob) == ["Muted"]
    assert api_as(cast.alice)("DELETE", f"/spaces/{space.id}").status_code == 204
    wipe_space(space_id=space.id)
    assert away(space, cast.bob) == []
