"""The second wall: the web role itself finds nothing that is not for the person who asks."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from psycopg import errors
from pytest_django import DjangoDbBlocker

from accounts.models import User
from chatty.core.acting import act_as, acting_as_nobody
from chatty.core.errors import NotFound
from conversations.models import Conversation, Space, SpaceRole
from conversations.operations.bans import ban_person
from conversations.operations.channels import create_space_channel
from conversations.operations.invites import create_invite
from conversations.operations.joining import join_space
from conversations.operations.overrides import Subject, set_override
from conversations.operations.space_members import enter_space
from conversations.operations.space_ownership import leave_space
from conversations.queries.joinable import find_joinable
from messaging.models import Message
from messaging.operations.bookmarks import add_bookmark
from messaging.operations.deletions import delete_message, hide_message
from messaging.operations.drafts import save_draft
from messaging.operations.edits import edit_message
from messaging.operations.polls import vote
from messaging.operations.purging import purge
from messaging.operations.reactions import add_reaction
from messaging.operations.receipts import advance_receipts
from tests.asking import api_as, code_of
from tests.cast import Cast, gather_cast
from tests.make import general_of, make_message, make_poll, make_space, make_user
from tests.wall import behind_the_wall, read_raw

pytestmark = pytest.mark.django_db

# Tables that name a conversation or space and have no policy, and why.
WITHOUT = {
    "reports": "read by moderators alone, who look after the whole server; sealed",
}

# Tables with a policy that shows all of them, and why.
FOR_ALL = {"feature_rollouts": "what is offered to whom is asked for everyone who comes"}


@dataclass(frozen=True)
class World:
    """A group and a space in which something was said, with a channel that bob may not see."""

    cast: Cast
    space: Space
    general: Conversation
    hidden: Conversation


@pytest.fixture(scope="module")
def world(lasting_rows: None, django_db_blocker: DjangoDbBlocker) -> World:
    """Made once: each test finds it as it was."""
    with django_db_blocker.unblock():
        return make_world(gather_cast())


def make_world(cast: Cast) -> World:
    space = make_space(cast.alice, cast.bob, cast.mallory)
    leave_space(actor=cast.mallory, space_id=space.id)
    Space.objects.filter(id=space.id).update(joining="request", is_discoverable=True)
    join_space(actor=cast.dave, space_id=space.id, message="Please")
    Space.objects.filter(id=space.id).update(is_discoverable=False)
    general = general_of(space)
    made = create_space_channel(
        actor=cast.alice, space_id=space.id, title="Captains", is_private=True
    )
    hidden = Conversation.objects.get(id=made["id"])
    everyone = SpaceRole.objects.get(space=space, position=0)
    set_override(
        actor=cast.alice, space_id=space.id, channel_id=general.id,
        subject=Subject(role_id=everyone.id), allow=["pin"], deny=[],
    )  # fmt: skip
    for room in (cast.lounge, general, hidden):
        said = make_message(by=cast.alice, in_=room, body="@bob, hello")
        edit_message(
            actor=cast.alice, session_id=uuid.uuid4(), message_id=said["id"], body="@bob, well"
        )
        add_reaction(actor=cast.alice, message_id=said["id"], emoji="👍")
        save_draft(actor=cast.alice, conversation_id=room.id, body="Also")
        leave_traces(room, cast.alice)
    for room in (cast.lounge, general):
        advance_receipts(actor=cast.bob, conversation_id=room.id, read_seq=1)
        save_draft(actor=cast.bob, conversation_id=room.id, body="Hm")
    # Who comes when something was said has a mark of how far it had come.
    with transaction.atomic():
        enter_space(Space.objects.get(id=space.id), make_user("late"))
    create_invite(actor=cast.bob, conversation_id=cast.lounge.id)
    ban_person(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.mallory.id)
    return World(cast, Space.objects.get(id=space.id), general, hidden)


def leave_traces(room: Conversation, person: User) -> None:
    """What somebody keeps, follows, votes for, deletes for everyone and for themselves, and what
    was purged.
    """
    kept = make_message(by=person, in_=room)
    add_bookmark(actor=person, message_id=kept["id"])
    make_message(by=person, in_=room, thread_id=kept["id"])
    for is_secret in (False, True):
        poll = make_poll(by=person, in_=room, anonymous=is_secret)
        vote(actor=person, message_id=poll["id"], option_ids=[1])
    for delete in (delete_message, hide_message):
        delete(actor=person, message_id=make_message(by=person, in_=room)["id"])
    gone = make_message(by=person, in_=room)["seq"]
    assert gone is not None
    purge(room.id, [gone])


def tables_behind() -> list[str]:
    """Every table with policies, less those that everyone reads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies ORDER BY 1")
        return [name for (name,) in cursor.fetchall() if name not in FOR_ALL]


def count(table: str, as_: User | str | None) -> int:
    found: int = read_raw(f"SELECT count(*) FROM {table}", as_=as_)[0][0]  # noqa: S608 - our tables
    return found


def test_who_says_nothing_reads_nothing(world: World) -> None:
    with behind_the_wall():
        counts = {name: (count(name, "system"), count(name, None)) for name in tables_behind()}
    assert len(counts) > 15
    # Filled and asked in tests/attachments/test_policies.py.
    files = {one._meta.db_table for one in apps.get_app_config("attachments").get_models()}
    assert {name for name, (all_, _) in counts.items() if not all_} <= files
    assert [name for name, (_, found) in counts.items() if found] == []


def test_a_stranger_reads_what_is_their_own_and_no_more(world: World) -> None:
    with behind_the_wall():
        counts = {name: count(name, world.cast.dave) for name in tables_behind()}
    assert {name for name, found in counts.items() if found} == {"join_requests"}
    assert counts["join_requests"] == 1


def test_who_has_left_reads_that_they_were_there_and_no_more(world: World) -> None:
    mallory = world.cast.mallory
    with behind_the_wall():
        counts = {name: count(name, mallory) for name in tables_behind()}
        assert read_raw("SELECT DISTINCT user_id FROM memberships", as_=mallory) == [(mallory.id,)]
        assert read_raw("SELECT user_id FROM space_members", as_=mallory) == [(mallory.id,)]
    assert {name for name, found in counts.items() if found} == {"memberships", "space_members"}


def test_a_member_reads_all_but_the_hidden_channel(world: World) -> None:
    bob, seen = world.cast.bob, {world.cast.lounge.id, world.general.id}
    with behind_the_wall():
        for table, column in (
            ("conversations", "id"),
            ("conversation_keys", "conversation_id"),
            ("messages", "conversation_id"),
            ("message_edits", "conversation_id"),
            ("reactions", "conversation_id"),
            ("receipts", "conversation_id"),
            ("memberships", "conversation_id"),
        ):
            rows = read_raw(f"SELECT DISTINCT {column} FROM {table}", as_=bob)  # noqa: S608 - above
            assert {name for (name,) in rows} <= seen, table
            assert rows, table
        assert read_raw("SELECT id FROM spaces", as_=bob) == [(world.space.id,)]
        places = read_raw("SELECT channel_id FROM overrides", as_=bob)
        assert places == [(world.general.id,)]
        # Drafts and mentions are one's own, whoever else is in the room.
        for table in ("drafts", "mentions"):
            assert read_raw(f"SELECT DISTINCT user_id FROM {table}", as_=bob) == [(bob.id,)]  # noqa: S608 - above
        assert (world.hidden.id,) in read_raw("SELECT id FROM conversations", as_=world.cast.alice)


def test_the_partitions_are_no_way_round(world: World) -> None:
    with behind_the_wall(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = %s::regclass",
            ["messages"],
        )
        parts = [name for (name,) in cursor.fetchall()]
        assert len(parts) == 32
        for who in ("system", world.cast.alice):
            assert sum(count(name, who) for name in parts) == 0
        assert count("messages", "system") > 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE messages SET pinned_at = now()",
        "DELETE FROM messages",
        "DELETE FROM conversations",
        "UPDATE memberships SET role = 'OWNER'",
        "UPDATE space_members SET role_ids = '{}'",
        "INSERT INTO drafts SELECT * FROM drafts",
    ],
)
@pytest.mark.parametrize("who", ["bob", None], ids=["a member", "nobody"])
def test_nobody_writes_in_their_own_name(world: World, statement: str, who: str | None) -> None:
    actor = None if who is None else getattr(world.cast, who)
    told = f"WITH done AS ({statement} RETURNING 1) SELECT * FROM done"  # noqa: S608 - above
    with behind_the_wall():
        if who is None and statement.startswith("INSERT"):
            # There is nothing for them to copy.
            assert read_raw(told, as_=None) == []
            return
        with pytest.raises(errors.InsufficientPrivilege), transaction.atomic():
            read_raw(told, as_=actor)
        assert count("messages", "system") > 0


def test_a_query_that_forgets_to_ask_finds_nothing(world: World) -> None:
    with behind_the_wall():
        forgetful = Message.objects.filter(conversation_id=world.hidden.id)
        assert forgetful.exists()
        with acting_as_nobody():
            assert not forgetful.exists()
            act_as(world.cast.bob.id)
            assert not forgetful.exists()
            assert Message.objects.filter(conversation_id=world.general.id).exists()
            act_as(world.cast.alice.id)
            assert forgetful.exists()


def test_the_api_answers_the_same_behind_the_wall(world: World) -> None:
    def answers() -> dict[str, Any]:
        found = {}
        for name in ("alice", "bob", "dave", "mallory"):
            api = api_as(getattr(world.cast, name))
            for path in (
                "/conversations", "/spaces", f"/spaces/{world.space.id}",
                f"/conversations/{world.cast.lounge.id}/messages",
                f"/conversations/{world.cast.lounge.id}/members",
                f"/conversations/{world.general.id}/messages",
                f"/conversations/{world.hidden.id}/messages",
                f"/conversations/{world.hidden.id}/changes?since=0",
            ):  # fmt: skip
                answer = api("GET", path)
                body = answer.json() if answer.status_code == 200 else code_of(answer)
                found[f"{name} {path}"] = body
        return found

    before = answers()
    with behind_the_wall():
        assert answers() == before
    codes = [body for body in before.values() if body == (404, "not_found")]
    assert len(codes) == 14
    bob = before[f"bob /spaces/{world.space.id}"]
    assert str(world.hidden.id) not in str(bob)


def test_an_open_space_is_found_by_its_address_behind_the_wall(world: World) -> None:
    rows = Space.objects.filter(id=world.space.id)
    for way in ("open", "request"):
        rows.update(joining=way)
        with behind_the_wall():
            act_as(world.cast.carol.id)
            assert find_joinable(world.space.id, viewer=world.cast.carol)["joining"] == way
    rows.update(joining="invite")
    with behind_the_wall():
        act_as(world.cast.carol.id)
        with pytest.raises(NotFound):
            find_joinable(world.space.id, viewer=world.cast.carol)


def test_every_table_of_conversations_is_behind_the_wall(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name IN ('conversation_id', 'space_id')"
            " AND table_name !~ '^messages_p[0-9]+$'"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found - set(tables_behind()) == set(WITHOUT)
