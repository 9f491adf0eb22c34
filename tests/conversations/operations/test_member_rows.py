"""Rows of members that several write at once: in one order, so that nobody waits crosswise."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from chatty.core.jobs.models import Job
from conversations.access import find_space_member, lock_space
from conversations.models import Membership, SpaceMember
from conversations.operations import member_rows
from conversations.operations.channels import create_space_channel
from conversations.operations.member_rows import forget_role, sort_by_new_name
from conversations.operations.own_spaces import place_space
from conversations.operations.space_standing import change_space_member
from conversations.queries.standings import make_rows, standings_of
from tests.conversations.harbour import give_role
from tests.make import general_of, make_space, make_user
from tests.waiting import closing, wait_for_waiting

pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[], Any]


@contextmanager
def held_up(*works: Work) -> Iterator[list[Future[Any]]]:
    """Each of these begins in a thread once the one before it waits, for what the block's own
    transaction holds or for another; the block ends when all of them wait, and they go on.
    """
    with ThreadPoolExecutor(len(works)) as pool:
        going: list[Future[Any]] = []
        with transaction.atomic():
            yield going
            for count, work in enumerate(works, 1):
                going.append(pool.submit(closing(work)))
                wait_for_waiting(count)
        for one in going:
            one.result(30)


def in_one(work: Work) -> Work:
    """The work as one transaction."""

    def run() -> Any:
        with transaction.atomic():
            return work()

    return run


def test_rows_made_in_whatever_order_are_made_in_one() -> None:
    ann = make_user("ann")
    space = make_space(ann)
    rooms = [general_of(space).id]
    for name in ("two", "three"):
        made = create_space_channel(actor=ann, space_id=space.id, title=name)
        rooms.append(uuid.UUID(made["id"]))
    rooms.sort()
    found = standings_of([(room, ann.id) for room in rooms])
    upwards = {(room, ann.id): found[room, ann.id] for room in rooms}
    downwards = dict(reversed(upwards.items()))
    middle = {(rooms[1], ann.id): found[rooms[1], ann.id]}
    with held_up(in_one(lambda: make_rows(upwards)), in_one(lambda: make_rows(downwards))):
        make_rows(middle)
    assert Membership.with_channels.filter(user=ann, space_id=space.id).count() == 3


def test_who_orders_their_spaces_while_their_new_name_is_sorted_waits_and_no_more() -> None:
    ann = make_user("ann")
    spaces = [make_space(ann, name=name) for name in ("one", "two", "three")]
    for place, space in enumerate(spaces):
        SpaceMember.objects.filter(space=space, user=ann).update(position=place)
    ann.display_name = "Zoe"
    ann.save()
    last, middle = spaces[2], spaces[1]

    def order() -> None:
        place_space(actor=ann, space_id=last.id, position=0)

    with held_up(lambda: sort_by_new_name(user_id=ann.id), order):
        SpaceMember.objects.select_for_update().get(space=middle, user=ann)
    rows = SpaceMember.objects.filter(user=ann).order_by("position")
    assert [row.space_id for row in rows] == [last.id, spaces[0].id, middle.id]
    assert {row.sort_name for row in rows} == {"zoe"}


def test_a_nickname_laid_down_while_its_bearer_is_renamed_leaves_them_by_their_new_name() -> None:
    ann = make_user("ann")
    space = make_space(ann)
    SpaceMember.objects.filter(space=space, user=ann).update(nickname="Bo", sort_name="bo")

    def lay_down() -> None:
        change_space_member(
            actor=ann, space_id=space.id, user_id=ann.id, changes={"nickname": None}
        )

    with held_up(lay_down):
        User.objects.filter(id=ann.id).update(display_name="Zoe")
    member = SpaceMember.objects.get(space=space, user=ann)
    assert (member.nickname, member.sort_name) == ("", "zoe")


def test_who_is_given_a_role_while_their_new_name_is_sorted_keeps_both() -> None:
    ann, bob = make_user("ann"), make_user("bob")
    space = make_space(ann, bob)
    role = give_role(space, ann, allow=[])

    def give() -> None:
        changes = {"role_ids": [role.id]}
        change_space_member(actor=ann, space_id=space.id, user_id=bob.id, changes=changes)

    with held_up(give):
        SpaceMember.objects.filter(space=space, user=bob).update(sort_name="zoe")
    member = SpaceMember.objects.get(space=space, user=bob)
    assert (member.role_ids, member.sort_name) == ([role.id], "zoe")


def test_a_role_that_is_gone_is_not_written_back_by_who_changes_a_member() -> None:
    ann, bob = make_user("ann"), make_user("bob")
    space = make_space(ann, bob)
    role = give_role(space, bob, allow=[])
    with held_up(lambda: forget_role(space_id=space.id, role_id=role.id)):
        here = lock_space(space.id, viewer=ann)
        member = find_space_member(str(bob.id), within=here)
        member.save(update_fields=["role_ids"])
    assert SpaceMember.objects.get(space=space, user=bob).role_ids == []


def test_two_roles_of_the_same_people_are_forgotten_at_once() -> None:
    ann = make_user("ann")
    crew = [make_user(f"crew{number}") for number in range(3)]
    space = make_space(ann, *crew)
    roles = [give_role(space, *crew, allow=[], position=n, name=f"R{n}") for n in (1, 2)]
    works = [lambda name=role.id: forget_role(space_id=space.id, role_id=name) for role in roles]
    with held_up(*works):
        SpaceMember.objects.select_for_update().get(space=space, user=crew[1])
    assert not SpaceMember.objects.filter(space=space).exclude(role_ids=[]).exists()


def test_a_role_of_many_is_forgotten_by_one_job_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = make_user("ann")
    crew = [make_user(f"crew{number}") for number in range(5)]
    space = make_space(ann, *crew)
    role = give_role(space, *crew, allow=[])
    monkeypatch.setattr(member_rows, "_AT_ONCE", 2)
    holding = SpaceMember.objects.filter(space=space, role_ids__contains=[role.id])
    for left, jobs in ((3, 1), (1, 2), (0, 2)):
        forget_role(space_id=space.id, role_id=role.id)
        assert (holding.count(), Job.objects.count()) == (left, jobs)
    assert {job.name for job in Job.objects.all()} == {"conversations.forget_role"}
