"""What sockets hear, asked for many people and conversations in as many queries as for one."""

import uuid

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.access import find_ended_sessions
from accounts.models import UserSession
from chatty.core.clock import now
from chatty.core.errors import NotAuthenticated
from chatty.realtime import registry
from chatty.realtime.topics import conversation_topic, presence_topic, user_topic
from conversations.operations.deletion import delete_conversation
from tests.cast import Cast
from tests.make import make_group, make_user

pytestmark = pytest.mark.django_db


def test_many_people_are_asked_for_like_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [cast.alice, cast.bob, cast.dave, cast.mallory]
    # What they are in, and their spaces.
    with django_assert_num_queries(2):
        found = registry.topics_of_many([person.id for person in people])
    assert found == {person.id: registry.topics_of(person.id) for person in people}
    assert conversation_topic(cast.lounge.id) in found[cast.bob.id]
    assert set(found[cast.dave.id]) >= {user_topic(cast.dave.id)}
    assert conversation_topic(cast.lounge.id) not in found[cast.mallory.id]


def test_topics_are_as_far_as_their_conversations(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    gone = make_group(cast.alice, title="Gone")
    delete_conversation(actor=cast.alice, conversation_id=gone.id)
    cast.lounge.refresh_from_db()
    topics = [conversation_topic(name) for name in (cast.lounge.id, gone.id, uuid.uuid4())]
    with django_assert_num_queries(1):
        found = registry.revs_of([*topics, user_topic(cast.bob.id), presence_topic(cast.bob.id)])
    assert found == {conversation_topic(cast.lounge.id): cast.lounge.rev}


def test_ended_sessions_are_found_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person, closed = make_user("eve"), make_user("frank")
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    rows = [
        UserSession(
            user=who, device_name="x", last_used_at=now(), expires_at=now().replace(year=year)
        )
        for who, year in ((person, 2100), (person, 2020), (closed, 2100))
    ]
    live, expired, of_closed = UserSession.objects.bulk_create(rows)
    unknown = uuid.uuid4()
    with django_assert_num_queries(1):
        ended = find_ended_sessions([live.id, expired.id, of_closed.id, unknown])
    assert set(ended) == {expired.id, of_closed.id, unknown}
    assert all(isinstance(error, NotAuthenticated) for error in ended.values())
