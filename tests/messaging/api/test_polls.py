"""Polls over REST: asking, voting, closing, and who voted."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from chatty.core.clock import now, wire_time
from chatty.core.limits import override_limits
from conversations.models import Conversation, Role
from messaging.models import Message, PollBallot, PollVote
from tests.asking import api_as, at_once, code_of
from tests.cast import Cast
from tests.conftest import Published
from tests.make import make_channel, make_group, make_message, make_user, set_role
from tests.messaging.conftest import Committing

COLOURS = ["Red", "Green", "Blue"]


def ask(who: Any, room: Conversation, **poll: Any) -> dict[str, Any]:
    """A message with a poll, as its author gets it."""
    body = {"client_id": str(uuid.uuid4()), "body": "Which?", "poll": {"options": COLOURS, **poll}}
    found: dict[str, Any] = api_as(who).ok("POST", f"/conversations/{room.id}/messages", body)
    return found


def counts(message: dict[str, Any]) -> list[int]:
    return [option["count"] for option in message["poll"]["options"]]


def own(message: dict[str, Any]) -> list[int]:
    return [option["id"] for option in message["poll"]["options"] if option["me"]]


def test_a_poll_is_asked_and_read_by_everyone(cast: Cast) -> None:
    sent = ask(cast.bob, cast.lounge, multiple=True)
    assert sent["body"] == "Which?"
    assert sent["poll"] == {
        "options": [
            {"id": number, "text": text, "count": 0, "me": False}
            for number, text in enumerate(COLOURS, 1)
        ],
        "multiple": True,
        "anonymous": False,
        "closes_at": None,
        "closed": False,
        "voters": 0,
    }
    path = f"/conversations/{cast.lounge.id}"
    alice = api_as(cast.alice)
    assert alice.get(f"{path}/messages")["results"][0]["poll"] == sent["poll"]
    assert alice.get(f"{path}/changes?since=0")["messages"][0]["poll"] == sent["poll"]
    synced = alice.ok("POST", "/sync", {})["conversations"]
    last = next(room["last_message"] for room in synced if room["id"] == str(cast.lounge.id))
    assert last["poll"] == sent["poll"]
    assert make_message(by=cast.bob, in_=cast.lounge)["poll"] is None


@pytest.mark.parametrize(
    "poll",
    [
        {"options": ["One"]},
        {"options": [str(number) for number in range(13)]},
        {"options": ["Same", " Same\t"]},
        {"options": ["Same", "\uff33ame"]},
        {"options": ["a", ""]},
        {"options": ["a", "\u200b"]},
        {"options": ["a", "b\u202ec"]},
        {"options": ["a", "x" * 101]},
        {"options": "ab"},
        {"options": [["a"], ["b"]]},
        {"closes_at": "2020-01-01T00:00:00Z"},
        {"closes_at": "9999-12-31T23:59:59Z"},
        {"closes_at": "soon"},
        {"multiple": "perhaps"},
        [],
        "poll",
    ],
)
def test_what_is_no_poll_is_refused(cast: Cast, poll: Any) -> None:
    whole = {"options": COLOURS, **poll} if isinstance(poll, dict) else poll
    body = {"client_id": str(uuid.uuid4()), "body": "Which?", "poll": whole}
    refused = api_as(cast.bob)("POST", f"/conversations/{cast.lounge.id}/messages", body)
    assert code_of(refused) == (400, "invalid")
    assert all(name.split(".")[0] == "poll" for name in refused.json()["errors"])
    assert not Message.objects.filter(poll__isnull=False).exists()


@pytest.mark.parametrize("question", ["", " \n", "x" * 301])
def test_a_poll_needs_a_short_question(cast: Cast, question: str) -> None:
    body = {"client_id": str(uuid.uuid4()), "body": question, "poll": {"options": COLOURS}}
    refused = api_as(cast.bob)("POST", f"/conversations/{cast.lounge.id}/messages", body)
    assert code_of(refused) == (400, "invalid")
    assert list(refused.json()["errors"]) == ["body"]


def test_the_same_poll_sent_again_is_one_and_keeps_its_votes(cast: Cast) -> None:
    path = f"/conversations/{cast.lounge.id}/messages"
    soon = wire_time(now() + timedelta(hours=1))
    poll: dict[str, Any] = {"options": COLOURS, "closes_at": soon}
    body = {"client_id": str(uuid.uuid4()), "body": "Which?", "poll": poll}
    bob = api_as(cast.bob)
    first = bob.ok("POST", path, body)
    bob.ok("PUT", f"/messages/{first['id']}/votes", {"option_ids": [2]})
    # Sent again when its time is over, it is the first message still.
    poll["closes_at"] = "2020-01-01T00:00:00Z"
    again = bob("POST", path, body)
    assert again.status_code == 200
    assert (counts(again.json()), own(again.json())) == ([0, 1, 0], [2])
    assert Message.objects.filter(poll__isnull=False).count() == 1


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_vote_replaces_the_one_before(cast: Cast, anonymous: bool) -> None:
    sent = ask(cast.alice, cast.lounge, anonymous=anonymous)
    bob, path = api_as(cast.bob), f"/messages/{sent['id']}/votes"
    for chosen, expected in ((1, [1, 0, 0]), (3, [0, 0, 1]), (3, [0, 0, 1])):
        voted = bob.ok("PUT", path, {"option_ids": [chosen]})
        assert (counts(voted), own(voted), voted["poll"]["voters"]) == (expected, [chosen], 1)
    assert voted["rev"] == sent["rev"] + 2
    assert voted["version"] == sent["version"]
    carol = api_as(cast.carol).ok("PUT", path, {"option_ids": [3]})
    assert (counts(carol), own(carol), carol["poll"]["voters"]) == ([0, 0, 2], [3], 2)
    back = bob.ok("DELETE", path)
    assert (counts(back), own(back), back["poll"]["voters"]) == ([0, 0, 1], [], 1)
    assert bob.ok("DELETE", path) == back


@pytest.mark.parametrize("anonymous", [False, True])
def test_several_options_are_one_voter(cast: Cast, anonymous: bool) -> None:
    sent = ask(cast.alice, cast.lounge, multiple=True, anonymous=anonymous)
    bob, path = api_as(cast.bob), f"/messages/{sent['id']}/votes"
    bob.ok("PUT", path, {"option_ids": [1, 2, 2]})
    voted = bob.ok("PUT", path, {"option_ids": [3, 2]})
    assert (counts(voted), own(voted), voted["poll"]["voters"]) == ([0, 1, 1], [2, 3], 1)
    page = bob.get(f"/conversations/{cast.lounge.id}/messages")["results"]
    assert page[-1]["poll"] == voted["poll"]


@pytest.mark.parametrize("chosen", [[], [0], [4], [13], [1, 2], ["x"], [None], 1, None, [True, 2]])
def test_what_cannot_be_chosen_is_refused(cast: Cast, chosen: Any) -> None:
    sent = ask(cast.alice, cast.lounge)
    refused = api_as(cast.bob)("PUT", f"/messages/{sent['id']}/votes", {"option_ids": chosen})
    assert code_of(refused) == (400, "invalid")
    assert all(name.split(".")[0] == "option_ids" for name in refused.json()["errors"])
    assert not PollVote.objects.exists()


def test_outsiders_find_no_poll(cast: Cast) -> None:
    sent = ask(cast.alice, cast.lounge)
    for outsider in (cast.dave, cast.mallory):
        api = api_as(outsider)
        assert api.get("/me")["id"] == str(outsider.id)
        for method, path in (
            ("PUT", "votes"),
            ("DELETE", "votes"),
            ("GET", "votes?option=1"),
            ("POST", "poll/close"),
        ):
            refused = api(method, f"/messages/{sent['id']}/{path}", {"option_ids": [1]})
            assert code_of(refused) == (404, "not_found")
    plain = make_message(by=cast.alice, in_=cast.lounge)
    bob = api_as(cast.bob)
    assert code_of(bob("PUT", f"/messages/{plain['id']}/votes", {"option_ids": [1]}))[0] == 404
    assert code_of(bob("GET", f"/messages/{plain['id']}/votes?option=1"))[0] == 404


def test_readers_of_a_channel_vote_though_they_do_not_write(cast: Cast) -> None:
    channel = make_channel(cast.alice, cast.bob)
    sent = ask(cast.alice, channel)
    voted = api_as(cast.bob).ok("PUT", f"/messages/{sent['id']}/votes", {"option_ids": [1]})
    assert counts(voted) == [1, 0, 0]
    body = {"client_id": str(uuid.uuid4()), "body": "Which?", "poll": {"options": COLOURS}}
    refused = api_as(cast.bob)("POST", f"/conversations/{channel.id}/messages", body)
    assert code_of(refused) == (403, "forbidden")


def test_voters_are_listed_by_option_in_pages(cast: Cast) -> None:
    sent = ask(cast.alice, cast.lounge, multiple=True)
    path = f"/messages/{sent['id']}/votes"
    for person in (cast.bob, cast.carol, cast.alice):
        api_as(person).ok("PUT", path, {"option_ids": [1]})
    api_as(cast.bob).ok("PUT", path, {"option_ids": [1, 2]})
    carol = api_as(cast.carol)
    first = carol.get(f"{path}?option=1&limit=2")
    rest = carol.get(f"{path}?option=1&limit=2&cursor={first['next']}")
    names = [row["user"]["username"] for row in [*first["results"], *rest["results"]]]
    assert (names, rest["next"]) == (["bob", "carol", "alice"], None)
    assert [row["user"]["username"] for row in carol.get(f"{path}?option=2")["results"]] == ["bob"]
    assert carol.get(f"{path}?option=3")["results"] == []
    for query in ("", "?option=", "?option=4", "?option=0", "?option=-1", "?option=x"):
        assert code_of(carol("GET", f"{path}{query}")) == (400, "invalid")
    assert code_of(carol("GET", f"{path}?option=1&cursor=x")) == (400, "invalid_cursor")


def test_an_anonymous_poll_tells_nobody_who_voted(
    cast: Cast, published: Published, committing: Committing
) -> None:
    sent = ask(cast.alice, cast.lounge, anonymous=True)
    path = f"/messages/{sent['id']}/votes"
    with committing():
        api_as(cast.bob).ok("PUT", path, {"option_ids": [2]})
    for person in (cast.alice, cast.bob):
        assert code_of(api_as(person)("GET", f"{path}?option=2")) == (403, "forbidden")
    told = published.events("message.updated")
    assert [(event["d"]["by"], event["d"]["change"]) for event in told] == [(None, "poll")]
    (own_devices,) = published.events("message.voted")
    assert own_devices["topic"] == f"user:{cast.bob.id}"
    voted = {"message_id": sent["id"], "option_ids": [2], "as_of_rev": sent["rev"] + 1}
    assert own_devices["d"] == voted
    assert not PollVote.objects.exists()


def test_the_rows_of_an_anonymous_poll_tell_neither_who_nor_what(cast: Cast) -> None:
    first, second = (ask(cast.alice, cast.lounge, anonymous=True) for _ in range(2))
    for sent in (first, second):
        api_as(cast.bob).ok("PUT", f"/messages/{sent['id']}/votes", {"option_ids": [2]})
    ballots = list(PollBallot.objects.all())
    assert len({bytes(ballot.name) for ballot in ballots}) == 2, "the same name in two polls"
    assert len({bytes(ballot.choice) for ballot in ballots}) == 2
    for ballot in ballots:
        assert cast.bob.id.bytes not in bytes(ballot.name) + bytes(ballot.choice)
    assert {field.name for field in PollBallot._meta.get_fields()} == {
        "pk", "conversation_id", "message_id", "message", "name", "choice",
    }  # fmt: skip


def test_options_are_sealed_in_their_place(cast: Cast) -> None:
    first, second = (ask(cast.alice, cast.lounge) for _ in range(2))
    texts = {bytes(row.poll_text or b"") for row in Message.objects.filter(poll__isnull=False)}
    assert len(texts) == 2
    assert not any(b"Green" in text for text in texts)
    row = Message.objects.get(id=first["id"])
    assert "Green" not in str(row.poll)
    assert second["poll"]["options"][1]["text"] == "Green"


def test_who_asked_and_who_moderates_close_a_poll(cast: Cast) -> None:
    set_role(cast.carol, Role.MODERATOR, in_=cast.lounge)
    for closer in (cast.bob, cast.carol):
        sent = ask(cast.bob, cast.lounge)
        path = f"/messages/{sent['id']}"
        member = make_user(f"m{closer.username}")
        assert code_of(api_as(member)("POST", f"{path}/poll/close")) == (404, "not_found")
        closed = api_as(closer).ok("POST", f"{path}/poll/close")
        assert closed["poll"]["closed"]
        assert api_as(closer).ok("POST", f"{path}/poll/close")["rev"] == closed["rev"]
        for method in ("PUT", "DELETE"):
            refused = api_as(cast.alice)(method, f"{path}/votes", {"option_ids": [1]})
            assert code_of(refused) == (403, "forbidden")
            assert "closed" in refused.json()["detail"]
    other = ask(cast.carol, cast.lounge)
    refused = api_as(cast.bob)("POST", f"/messages/{other['id']}/poll/close")
    assert code_of(refused) == (403, "forbidden")


def test_a_poll_is_not_edited(cast: Cast) -> None:
    sent = ask(cast.bob, cast.lounge)
    refused = api_as(cast.bob)("PATCH", f"/messages/{sent['id']}", {"body": "What?"})
    assert code_of(refused) == (403, "forbidden")
    assert "poll" in refused.json()["detail"]


def test_what_is_deleted_takes_no_votes_and_comes_back_with_them(cast: Cast) -> None:
    sent = ask(cast.bob, cast.lounge)
    bob, path = api_as(cast.bob), f"/messages/{sent['id']}"
    bob.ok("PUT", f"{path}/votes", {"option_ids": [1]})
    assert bob.ok("DELETE", path)["poll"] is None
    assert code_of(bob("PUT", f"{path}/votes", {"option_ids": [2]})) == (404, "not_found")
    assert code_of(bob("GET", f"{path}/votes?option=1")) == (404, "not_found")
    back = bob.ok("POST", f"{path}/recover")
    assert (counts(back), own(back)) == ([1, 0, 0], [1])


def test_nothing_of_a_vote_is_left_where_nothing_is_kept(cast: Cast) -> None:
    for anonymous in (False, True):
        sent = ask(cast.bob, cast.lounge, anonymous=anonymous)
        api_as(cast.bob).ok("PUT", f"/messages/{sent['id']}/votes", {"option_ids": [1]})
        with override_limits(recoverable_days=0):
            api_as(cast.bob).ok("DELETE", f"/messages/{sent['id']}")
    assert not PollVote.objects.exists()
    assert not PollBallot.objects.exists()


def test_voting_is_limited(cast: Cast) -> None:
    sent = ask(cast.alice, cast.lounge)
    bob, path = api_as(cast.bob), f"/messages/{sent['id']}/votes"
    with override_limits(votes_per_minute=2):
        bob.ok("PUT", path, {"option_ids": [1]})
        bob.ok("DELETE", path)
        assert code_of(bob("PUT", path, {"option_ids": [1]})) == (429, "rate_limited")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("anonymous", [False, True])
def test_counts_are_right_when_many_vote_and_change_their_minds_at_once(anonymous: bool) -> None:
    people = [make_user(f"person{number:02}") for number in range(16)]
    sent = ask(people[0], make_group(*people), multiple=True, anonymous=anonymous)
    apis = [api_as(person) for person in people]

    def choose(number: int) -> Any:
        path = f"/messages/{sent['id']}/votes"
        for chosen in ([1], [1, 2], [2, 3]):
            apis[number].ok("PUT", path, {"option_ids": chosen})
        return apis[number].ok("DELETE", path) if number % 4 == 0 else None

    failed = [one for one in at_once(len(people), choose) if isinstance(one, Exception)]
    assert failed == []
    found = apis[1].get(f"/messages/{sent['id']}")
    assert (counts(found), found["poll"]["voters"]) == ([0, 12, 12], 12)
    assert own(found) == [2, 3]
    assert PollBallot.objects.count() == (12 if anonymous else 0)
    assert PollVote.objects.count() == (0 if anonymous else 24)


@pytest.mark.django_db(transaction=True)
def test_one_person_who_votes_on_many_devices_at_once_counts_once() -> None:
    alice, bob = make_user("alice"), make_user("bob")
    sent = ask(alice, make_group(alice, bob))
    apis = [api_as(bob) for _ in range(8)]

    def choose(number: int) -> Any:
        body = {"option_ids": [number % 3 + 1]}
        return apis[number].ok("PUT", f"/messages/{sent['id']}/votes", body)

    assert not [one for one in at_once(8, choose) if isinstance(one, Exception)]
    found = apis[0].get(f"/messages/{sent['id']}")
    assert (sum(counts(found)), found["poll"]["voters"], len(own(found))) == (1, 1, 1)
