"""Offering features, and what is refused to who is not offered one."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from chatty.core.clock import now, wire_time
from chatty.core.errors import Forbidden, Invalid, NotFound
from chatty.core.limits import override_limits
from chatty.realtime.registry import heed_notice
from conversations.access.features import forget_rollouts, has_feature
from conversations.models import Conversation, FeatureRollout
from conversations.operations.features import offer_feature
from conversations.rules.features import Feature
from tests.asking import Api, api_as, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import general_of, make_message, make_space, make_user
from tests.moderation.staff import make_moderator, make_owner


@pytest.fixture(autouse=True)
def _as_in_a_new_process() -> Iterator[None]:
    forget_rollouts()
    yield
    forget_rollouts()


@pytest.fixture
def olga(db: None) -> User:
    return make_owner("olga")


def offer(by: User, feature: str, percentage: int = 0, **more: Any) -> None:
    values: dict[str, Any] = {"usernames": [], "space_ids": [], "reason": "Trying it out"}
    offer_feature(actor=by, feature=feature, percentage=percentage, **{**values, **more})
    # Tests commit nothing.
    forget_rollouts()


def send(api: Api, room: Conversation, **more: Any) -> Any:
    body = {"client_id": str(uuid.uuid4()), "body": "Hello", **more}
    return api("POST", f"/conversations/{room.id}/messages", body)


def test_what_is_switched_off_is_refused_in_words_and_all_else_goes_on(
    cast: Cast, olga: User
) -> None:
    alice = api_as(cast.alice)
    root = make_message(by=cast.bob, in_=cast.lounge)["id"]
    uses: dict[str, Any] = {
        "threads": lambda: send(alice, cast.lounge, thread_id=root),
        "polls": lambda: send(alice, cast.lounge, poll={"options": ["Soup", "Bread"]}),
        "scheduled": lambda: send(
            alice, cast.lounge, scheduled_at=wire_time(now() + timedelta(days=1))
        ),
        "disappearing": lambda: alice(
            "PATCH",
            f"/conversations/{cast.lounge.id}",
            {"settings": {"disappear_after_seconds": 60}},
        ),
    }
    uses["forwards"] = lambda: alice(
        "POST",
        f"/messages/{root}/forward",
        {"conversation_ids": [str(cast.lounge.id)], "client_ids": [str(uuid.uuid4())]},
    )
    assert set(uses) == set(Feature)
    for feature, use in uses.items():
        offer(olga, feature)
        refused = use()
        assert code_of(refused) == (403, "forbidden"), feature
        assert "not offered" in refused.json()["detail"]
        assert send(alice, cast.lounge).status_code == 201
        offer(olga, feature, 100)
        assert use().status_code < 300, feature
    # To end it is for everyone.
    offer(olga, "disappearing")
    ending = {"settings": {"disappear_after_seconds": 0}}
    assert alice("PATCH", f"/conversations/{cast.lounge.id}", ending).status_code == 200


def test_people_and_spaces_come_first(cast: Cast, olga: User) -> None:
    space = make_space(cast.alice, cast.bob)
    general = general_of(space)
    offer(olga, "polls", usernames=["@Carol"], space_ids=[str(space.id)])
    poll = {"options": ["Soup", "Bread"]}
    bob, carol = api_as(cast.bob), api_as(cast.carol)
    assert send(carol, cast.lounge, poll=poll).status_code == 201
    assert send(bob, general, poll=poll).status_code == 201
    assert code_of(send(bob, cast.lounge, poll=poll)) == (403, "forbidden")
    told = bob.get("/config")
    assert (told["features"]["polls"], told["features"]["threads"]) == (False, True)
    assert told["features_in_spaces"] == {str(space.id): ["polls"]}
    assert carol.get("/config")["features"]["polls"] is True
    # Of spaces that one is not in nothing is told.
    assert api_as(cast.dave).get("/config")["features_in_spaces"] == {}
    assert Api().get("/config")["features"]["polls"] is False


def test_only_owners_of_the_server_decide_and_the_audit_log_has_it(cast: Cast, olga: User) -> None:
    for other in (cast.alice, make_moderator("rosa")):
        with pytest.raises(Forbidden):
            offer(other, "polls")
    assert not FeatureRollout.objects.exists()
    offer(olga, "polls", 20, usernames=["bob"])
    entry = AuditEntry.objects.get(action="feature.offered")
    assert (entry.actor_id, entry.target_id) == (olga.id, "polls")
    assert entry.details == {
        "percentage": 20, "people": 1, "spaces": 0, "reason": "Trying it out",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"percentage": 101}, "percentage"),
        ({"percentage": -1}, "percentage"),
        ({"usernames": ["nobody"]}, "usernames"),
        ({"usernames": ["x"] + [f"x{n}" for n in range(3)]}, "usernames"),
        ({"space_ids": ["x"]}, "space_ids"),
        ({"space_ids": [str(uuid.uuid4())]}, "space_ids"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_is_not_there_is_not_offered_to(olga: User, wrong: dict[str, Any], field: str) -> None:
    with override_limits(feature_rollout_names=3), pytest.raises(Invalid) as refused:
        offer(olga, "polls", **wrong)
    assert set(refused.value.errors or {}) == {field}
    with pytest.raises(NotFound):
        offer(olga, "no such feature")


def test_asking_costs_one_query_in_a_while(olga: User) -> None:
    person = make_user("rosa")
    with CaptureQueriesContext(connection) as seen:
        for _ in range(3):
            assert has_feature(Feature.POLLS, user_id=person.id, space_id=None)
    assert len(seen) == 1
    FeatureRollout.objects.create(feature="polls", percentage=0)
    assert has_feature(Feature.POLLS, user_id=person.id, space_id=None)
    with override_limits(features_cached_seconds=0.000_001):
        assert not has_feature(Feature.POLLS, user_id=person.id, space_id=None)


def test_every_process_and_every_socket_hears_of_a_change(
    olga: User, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    person = make_user("rosa")
    assert has_feature(Feature.POLLS, user_id=person.id, space_id=None)
    with pytest.raises(Forbidden):
        offer(person, "polls")
    assert published.messages == []
    with django_capture_on_commit_callbacks(execute=True):
        offer(olga, "polls")
    (told,) = published.messages
    assert (told["topic"], told["control"]) == ("everyone", {"notice": "features"})
    assert published.frames() == [{"ev": "features.updated", "d": {}}]
    # Another process, that knows what held before.
    with override_limits(features_cached_seconds=60):
        forget_rollouts()
        assert not has_feature(Feature.POLLS, user_id=person.id, space_id=None)
        FeatureRollout.objects.update(percentage=100)
        assert not has_feature(Feature.POLLS, user_id=person.id, space_id=None)
        heed_notice(told["control"]["notice"])
        assert has_feature(Feature.POLLS, user_id=person.id, space_id=None)


def test_a_plain_send_asks_nothing(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert send(api_as(cast.bob), cast.lounge).status_code == 201
    assert not [query for query in seen.captured_queries if "feature" in query["sql"]]
