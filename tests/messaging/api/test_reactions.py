"""Reacting over REST."""

import uuid
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from emoji import EMOJI_DATA, STATUS

from chatty.core.errors import Invalid
from chatty.core.limits import override_limits
from conversations.models import Conversation
from messaging.models import Reaction
from messaging.operations.reactions import add_reaction, remove_reaction
from messaging.wire import MessageJSON
from tests.asking import Api, api_as, at_once, code_of
from tests.cast import Cast
from tests.make import make_group, make_message, make_user

EMOJI = [text for text, entry in EMOJI_DATA.items() if entry["status"] == STATUS["fully_qualified"]]


@pytest.fixture
def said(cast: Cast) -> MessageJSON:
    return make_message(by=cast.alice, in_=cast.lounge)


def rev_of(cast: Cast) -> int:
    return Conversation.objects.get(id=cast.lounge.id).rev


def test_the_same_reaction_twice_is_one(cast: Cast, said: MessageJSON) -> None:
    bob, path = api_as(cast.bob), f"/messages/{said['id']}/reactions/{quote('👍')}"
    first = bob.ok("PUT", path)
    assert first["reactions"] == [{"emoji": "👍", "count": 1, "me": True}]
    assert (first["version"], first["rev"]) == (said["version"], rev_of(cast))
    assert bob.ok("PUT", path) == first
    assert rev_of(cast) == first["rev"]
    assert Reaction.objects.count() == 1


def test_taking_back_what_is_not_there_changes_nothing(cast: Cast, said: MessageJSON) -> None:
    bob, path = api_as(cast.bob), f"/messages/{said['id']}/reactions/👍"
    before = rev_of(cast)
    assert bob.ok("DELETE", path)["reactions"] == []
    assert rev_of(cast) == before
    bob.ok("PUT", path)
    assert api_as(cast.carol).ok("DELETE", path)["reactions"][0]["count"] == 1
    assert bob.ok("DELETE", path)["reactions"] == []
    assert rev_of(cast) == before + 2
    assert not Reaction.objects.exists()


def test_everyone_sees_which_reactions_are_their_own(cast: Cast, said: MessageJSON) -> None:
    path = f"/messages/{said['id']}/reactions"
    api_as(cast.bob).ok("PUT", f"{path}/👍")
    api_as(cast.carol).ok("PUT", f"{path}/👍")
    api_as(cast.carol).ok("PUT", f"{path}/👨‍👩‍👧‍👦")
    expected = {cast.alice: [False, False], cast.bob: [True, False], cast.carol: [True, True]}
    for viewer, mine in expected.items():
        api = api_as(viewer)
        for answer in (
            api.get(f"/conversations/{cast.lounge.id}/messages")["results"][0],
            api.get(f"/conversations/{cast.lounge.id}/changes?since=0")["messages"][0],
            api.get("/conversations")["results"][0]["last_message"],
        ):
            found = [(pill["emoji"], pill["count"], pill["me"]) for pill in answer["reactions"]]
            assert found == [("👍", 2, mine[0]), ("👨‍👩‍👧‍👦", 1, mine[1])]


@pytest.mark.parametrize(
    "text", ["a", "👍👍", ":+1:", "custom:1", "🏽", "%FF", "%00", "%20", "👍%0A", "x" * 300]
)
def test_what_is_no_emoji_is_refused(cast: Cast, said: MessageJSON, text: str) -> None:
    for method in ("PUT", "DELETE"):
        refused = api_as(cast.bob)(method, f"/messages/{said['id']}/reactions/{text}")
        assert code_of(refused) == (400, "invalid")
    assert not Reaction.objects.exists()


def test_a_message_takes_twenty_different_reactions(cast: Cast, said: MessageJSON) -> None:
    for text in EMOJI[:20]:
        add_reaction(actor=cast.bob, message_id=said["id"], emoji=text)
    carol, path = api_as(cast.carol), f"/messages/{said['id']}/reactions"
    refused = carol("PUT", f"{path}/{quote(EMOJI[20])}")
    assert code_of(refused) == (400, "invalid")
    assert list(refused.json()["errors"]) == ["emoji"]
    shown = carol.ok("PUT", f"{path}/{quote(EMOJI[0])}")["reactions"]
    assert (len(shown), shown[0]["count"]) == (20, 2)
    remove_reaction(actor=cast.bob, message_id=said["id"], emoji=EMOJI[1])
    shown = carol.ok("PUT", f"{path}/{quote(EMOJI[20])}")["reactions"]
    assert (len(shown), shown[-1]["emoji"]) == (20, EMOJI[20])


def test_outsiders_cannot_react(cast: Cast, said: MessageJSON) -> None:
    for outsider in (cast.dave, cast.mallory):
        assert api_as(outsider).get("/me")["id"] == str(outsider.id)
        for method in ("PUT", "DELETE"):
            refused = api_as(outsider)(method, f"/messages/{said['id']}/reactions/👍")
            assert code_of(refused) == (404, "not_found")
    unknown = api_as(cast.bob)("PUT", f"/messages/{uuid.uuid4()}/reactions/👍")
    assert code_of(unknown) == (404, "not_found")


def test_reacting_is_limited_and_sending_is_not_slowed_by_it(cast: Cast, said: MessageJSON) -> None:
    bob, path = api_as(cast.bob), f"/messages/{said['id']}/reactions/👍"
    with override_limits(reactions_per_minute=2):
        bob.ok("PUT", path)
        bob.ok("DELETE", path)
        refused = bob("PUT", path)
        assert code_of(refused) == (429, "rate_limited")
        assert refused.json()["retry_after"] > 0
        make_message(by=cast.bob, in_=cast.lounge)
        api_as(cast.carol).ok("PUT", path)
    assert list(Reaction.objects.values_list("user_id", flat=True)) == [cast.carol.id]


@pytest.mark.django_db(transaction=True)
def test_counts_are_right_when_twenty_react_at_once() -> None:
    people = [make_user(f"person{number:02}") for number in range(20)]
    group = make_group(*people)
    message = make_message(by=people[0], in_=group)

    def work(number: int) -> MessageJSON:
        return add_reaction(
            actor=people[number], message_id=message["id"], emoji="👍" if number % 2 else "❤️"
        )

    answers = at_once(20, work)
    assert sorted(answer["rev"] for answer in answers) == list(range(3, 23))
    shown = api_as(people[1]).get(f"/conversations/{group.id}/messages")["results"][0]
    counts = {pill["emoji"]: (pill["count"], pill["me"]) for pill in shown["reactions"]}
    assert counts == {"👍": (10, True), "❤️": (10, False)}


def people(api: Api, said: MessageJSON, query: str = "") -> list[tuple[str, str]]:
    found = api.get(f"/messages/{said['id']}/reactions{query}")["results"]
    return [(row["user"]["username"], row["emoji"]) for row in found]


def test_who_reacted_is_told_to_whoever_sees_the_message(cast: Cast, said: MessageJSON) -> None:
    for person, emoji in ((cast.carol, "👍"), (cast.bob, "👍"), (cast.bob, "🎉")):
        add_reaction(actor=person, message_id=said["id"], emoji=emoji)
    alice = api_as(cast.alice)
    assert people(alice, said) == [("bob", "🎉"), ("bob", "👍"), ("carol", "👍")]
    assert people(alice, said, f"?emoji={quote('👍')}") == [("bob", "👍"), ("carol", "👍")]
    assert people(alice, said, f"?emoji={quote('❤️')}") == []
    (row,) = alice.get(f"/messages/{said['id']}/reactions?emoji={quote('🎉')}")["results"]
    assert row["created_at"].endswith("Z")
    first = alice.get(f"/messages/{said['id']}/reactions?limit=1")
    found, cursor = first["results"], first["next"]
    while cursor is not None:
        page = alice.get(f"/messages/{said['id']}/reactions?limit=1&cursor={cursor}")
        found, cursor = [*found, *page["results"]], page["next"]
    assert [(row["user"]["username"], row["emoji"]) for row in found] == people(alice, said)


def test_who_reacted_is_nobody_elses_business(cast: Cast, said: MessageJSON) -> None:
    add_reaction(actor=cast.bob, message_id=said["id"], emoji="👍")
    path = f"/messages/{said['id']}/reactions"
    for outsider in (cast.dave, cast.mallory):
        assert code_of(api_as(outsider)("GET", path)) == (404, "not_found")
    bob = api_as(cast.bob)
    for strange in ("x", "👍👍", "%00", "custom:1", ""):
        assert code_of(bob("GET", f"{path}?emoji={strange}")) == (400, "invalid")
    assert code_of(bob("GET", f"{path}?cursor=x")) == (400, "invalid_cursor")
    bob.ok("DELETE", f"/messages/{said['id']}?for=me")
    assert people(bob, said) == []
    assert people(api_as(cast.carol), said) == [("bob", "👍")]
    api_as(cast.alice).ok("DELETE", f"/messages/{said['id']}")
    assert people(api_as(cast.carol), said) == []


def test_reading_who_reacted_costs_the_same_for_one_and_for_many(
    cast: Cast, said: MessageJSON, django_assert_num_queries: Any
) -> None:
    bob = api_as(cast.bob)
    add_reaction(actor=cast.bob, message_id=said["id"], emoji="👍")
    people(bob, said)
    with CaptureQueriesContext(connection) as one:
        people(bob, said)
    for text in EMOJI[:10]:
        add_reaction(actor=cast.carol, message_id=said["id"], emoji=text)
    with django_assert_num_queries(len(one)):
        assert len(people(bob, said)) == 11
    assert len(one) <= 8


def test_five_hundred_reactions_of_one_person_leave_twenty(cast: Cast, said: MessageJSON) -> None:
    refused = 0
    with override_limits(reactions_per_minute=1_000):
        for text in EMOJI[:500]:
            try:
                add_reaction(actor=cast.bob, message_id=said["id"], emoji=text)
            except Invalid:
                refused += 1
    assert refused == 480
    (shown,) = api_as(cast.carol).get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert [(pill["emoji"], pill["count"]) for pill in shown["reactions"]] == [
        (text, 1) for text in EMOJI[:20]
    ]
    assert Reaction.objects.count() == 20
    assert rev_of(cast) == shown["rev"]


def test_five_hundred_in_a_row_meet_the_rate(cast: Cast, said: MessageJSON) -> None:
    bob, path = api_as(cast.bob), f"/messages/{said['id']}/reactions/👍"
    answers = [bob(("PUT", "DELETE")[n % 2], path).status_code for n in range(500)]
    assert set(answers) == {200, 429}
    assert 120 <= answers.count(200) < 200
