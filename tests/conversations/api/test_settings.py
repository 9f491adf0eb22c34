"""`PATCH /conversations/{id}`: changing a conversation for everyone in it."""

import uuid
from typing import Any

import pytest

from chatty.core.limits import override_limits
from conversations.models import Conversation, Role
from conversations.operations.invites import create_invite
from conversations.operations.settings import change_conversation
from conversations.rules.settings import DEFAULTS
from tests.asking import api_as, at_once, code_of, lines_of
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing
from tests.make import make_channel, make_dm, make_message, make_user, set_role

LATER = "2030-01-01T00:00:00Z"


def path(room: Conversation) -> str:
    return f"/conversations/{room.id}"


def test_everything_is_changed_at_once_and_told_line_by_line(
    cast: Cast, published: Published, committing: Committing
) -> None:
    before = Conversation.objects.get(id=cast.lounge.id)
    body = {
        "title": "  נמל ✨ ",
        "topic": "Boats\r\nand tides",
        "settings": {"slow_mode_seconds": 30, "history_for_newcomers": False},
    }
    with committing():
        answer = api_as(cast.alice).ok("PATCH", path(cast.lounge), body)
    assert (answer["title"], answer["topic"]) == ("נמל ✨", "Boats\nand tides")
    assert answer["settings"] == {
        **DEFAULTS,
        "slow_mode_seconds": 30,
        "history_for_newcomers": False,
    }
    assert (answer["version"], answer["rev"]) == (before.version + 1, before.rev + 5)
    assert answer["unread_count"] == 0
    assert lines_of(cast.bob, cast.lounge) == [
        {"kind": "title_changed", "title": "נמל ✨"},
        {"kind": "topic_changed", "topic": "Boats\nand tides"},
        {"kind": "slow_mode_changed", "seconds": 30},
        {"kind": "history_changed", "visible": False},
    ]
    (event,) = published.events("conversation.updated")
    assert (event["topic"], event["rev"]) == (f"conversation:{cast.lounge.id}", before.rev + 1)
    assert event["d"]["title"] == "נמל ✨"
    # The same for everyone: nothing in it belongs to one person.
    assert not {"role", "permissions", "unread_count", "pinned", "peer"} & set(event["d"])
    seen = api_as(cast.bob).get(path(cast.lounge))
    assert (seen["title"], seen["updated_at"] > seen["created_at"]) == ("נמל ✨", True)


def test_settings_are_always_whole_and_change_one_by_one(cast: Cast) -> None:
    alice = api_as(cast.alice)
    whole: dict[str, Any] = dict(DEFAULTS)
    assert alice.get(path(cast.lounge))["settings"] == whole
    changes: tuple[dict[str, Any], ...] = (
        {"slow_mode_seconds": 21_600},
        {"history_for_newcomers": False},
        {"edit_window_seconds": 900, "edit_history": "moderators"},
        {"disappear_after_seconds": 5, "retention_days": 30},
        {},
    )
    for change in changes:
        whole |= change
        answer = alice.ok("PATCH", path(cast.lounge), {"settings": change})
        assert answer["settings"] == whole


def test_what_holds_already_is_no_change(
    cast: Cast, published: Published, committing: Committing
) -> None:
    before = api_as(cast.alice).get(path(cast.lounge))
    same = {"title": before["title"], "topic": "", "settings": before["settings"]}
    with committing():
        for body in (same, {}, {"archived_at": None}):
            assert api_as(cast.alice).ok("PATCH", path(cast.lounge), body) == before
    assert published.messages == []


@pytest.mark.parametrize(
    "role, expected",
    [(Role.MEMBER, 403), (Role.MODERATOR, 403), (Role.ADMIN, 200), (Role.OWNER, 200)],
)
def test_only_who_manages_the_conversation_changes_it(
    cast: Cast, role: Role, expected: int
) -> None:
    set_role(cast.bob, role, in_=cast.lounge)
    answer = api_as(cast.bob)("PATCH", path(cast.lounge), {"title": "Bob's"})
    assert answer.status_code == expected
    if expected == 403:
        assert code_of(answer) == (403, "forbidden")
        assert api_as(cast.bob).get(path(cast.lounge))["title"] == cast.lounge.title


def test_in_a_direct_conversation_either_sets_how_long_messages_stay_and_nothing_else(
    cast: Cast, published: Published, committing: Committing
) -> None:
    room = make_dm(cast.alice, cast.bob)
    bodies: tuple[dict[str, Any], ...] = (
        {"title": "Us"},
        {"archived_at": LATER},
        {"settings": {"slow_mode_seconds": 1}},
        {"settings": {"disappear_after_seconds": 60, "retention_days": 1}},
    )
    for body in bodies:
        assert code_of(api_as(cast.alice)("PATCH", path(room), body)) == (403, "forbidden")
    with committing():
        body = {"settings": {"disappear_after_seconds": 86_400}}
        answer = api_as(cast.bob).ok("PATCH", path(room), body)
    assert answer["settings"]["disappear_after_seconds"] == 86_400
    (event,) = published.events("conversation.updated")
    assert (event["rev"], event["d"]["settings"]) == (answer["rev"], answer["settings"])
    # No line tells of it: direct conversations have none.
    assert answer["last_seq"] == 0
    assert code_of(api_as(cast.mallory)("PATCH", path(room), body)) == (404, "not_found")


@pytest.mark.parametrize(
    "body, field",
    [
        ({"title": ""}, "title"),
        ({"title": " \u200b "}, "title"),
        ({"title": "x" * 129}, "title"),
        ({"title": "x" * 300}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": "\u202eevil"}, "title"),
        ({"title": None}, "title"),
        ({"title": 7}, "title"),
        ({"title": ["x"]}, "title"),
        ({"topic": "x" * 1_025}, "topic"),
        ({"topic": "\u0007"}, "topic"),
        ({"topic": None}, "topic"),
        ({"topic": True}, "topic"),
        ({"settings": None}, "settings"),
        ({"settings": []}, "settings.non_field_errors"),
        ({"settings": "x"}, "settings.non_field_errors"),
        ({"settings": {"slow_mode_seconds": -1}}, "settings.slow_mode_seconds"),
        ({"settings": {"slow_mode_seconds": 21_601}}, "settings.slow_mode_seconds"),
        ({"settings": {"slow_mode_seconds": 10**30}}, "settings.slow_mode_seconds"),
        ({"settings": {"slow_mode_seconds": 1.5}}, "settings.slow_mode_seconds"),
        ({"settings": {"slow_mode_seconds": "5"}}, "settings.slow_mode_seconds"),
        ({"settings": {"slow_mode_seconds": True}}, "settings.slow_mode_seconds"),
        ({"settings": {"slow_mode_seconds": None}}, "settings.slow_mode_seconds"),
        ({"settings": {"history_for_newcomers": "yes"}}, "settings.history_for_newcomers"),
        ({"settings": {"history_for_newcomers": 1}}, "settings.history_for_newcomers"),
        ({"settings": {"history_for_newcomers": None}}, "settings.history_for_newcomers"),
        ({"settings": {"edit_window_seconds": -1}}, "settings.edit_window_seconds"),
        ({"settings": {"edit_window_seconds": 31_536_001}}, "settings.edit_window_seconds"),
        ({"settings": {"edit_history": "some"}}, "settings.edit_history"),
        ({"settings": {"edit_history": None}}, "settings.edit_history"),
        ({"settings": {"disappear_after_seconds": 4}}, "settings.disappear_after_seconds"),
        ({"settings": {"disappear_after_seconds": 31_536_001}}, "settings.disappear_after_seconds"),
        ({"settings": {"disappear_after_seconds": "5"}}, "settings.disappear_after_seconds"),
        ({"settings": {"retention_days": 3_651}}, "settings.retention_days"),
        ({"settings": {"retention_days": 0.5}}, "settings.retention_days"),
        ({"settings": {"colour": "red"}}, "settings.colour"),
        ({"archived_at": "soon"}, "archived_at"),
        ({"archived_at": True}, "archived_at"),
        ({"version": 0}, "version"),
        ({"version": "x"}, "version"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    cast: Cast, body: dict[str, Any], field: str
) -> None:
    before = api_as(cast.alice).get(path(cast.lounge))
    answer = api_as(cast.alice)("PATCH", path(cast.lounge), {"topic": "Fine", **body})
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]
    assert api_as(cast.alice).get(path(cast.lounge)) == before


def test_who_edits_what_has_moved_on_is_told_how_it_is_now(cast: Cast) -> None:
    alice = api_as(cast.alice)
    alice.ok("PATCH", path(cast.lounge), {"title": "One", "version": 1})
    stale = alice("PATCH", path(cast.lounge), {"title": "Two", "version": 1})
    assert code_of(stale) == (409, "version_conflict")
    problem = stale.json()
    assert (problem["current"]["title"], problem["current"]["version"]) == ("One", 2)
    assert "base" not in problem
    header = alice("PATCH", path(cast.lounge), {"title": "Two"}, if_match='"1"')
    assert code_of(header) == (409, "version_conflict")
    both = alice("PATCH", path(cast.lounge), {"title": "Two", "version": 1}, if_match='"2"')
    assert code_of(both) == (400, "invalid")
    assert alice("PATCH", path(cast.lounge), {"title": "Two"}, if_match='"2"').status_code == 200
    assert alice.ok("PATCH", path(cast.lounge), {"title": "Three"})["version"] == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_who_edit_the_same_version_one_is_told(cast: Cast) -> None:
    set_role(cast.bob, Role.ADMIN, in_=cast.lounge)
    apis = [api_as(cast.alice), api_as(cast.bob)]
    answers = at_once(
        2, lambda n: apis[n]("PATCH", path(cast.lounge), {"title": f"{n}", "version": 1})
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    room = Conversation.objects.get(id=cast.lounge.id)
    assert (room.version, room.last_seq) == (2, 1)


def test_changes_have_a_rate(cast: Cast) -> None:
    with override_limits(conversation_changes_per_minute=2):
        for number in range(2):
            api_as(cast.alice).ok("PATCH", path(cast.lounge), {"title": f"{number}"})
        refused = api_as(cast.alice)("PATCH", path(cast.lounge), {"title": "x"})
    assert code_of(refused) == (429, "rate_limited")


def archive(cast: Cast, room: Conversation | None = None, *, back: bool = False) -> dict[str, Any]:
    body = {"archived_at": None if back else LATER}
    answer: dict[str, Any] = api_as(cast.alice).ok("PATCH", path(room or cast.lounge), body)
    return answer


def test_what_is_archived_can_be_read_and_opened_again(cast: Cast) -> None:
    make_message(by=cast.bob, in_=cast.lounge)
    answer = archive(cast)
    # The time is when it was done, whatever time was named.
    assert answer["archived_at"] < LATER
    assert answer["permissions"] == ["manage_conversation", "view"]
    bob = api_as(cast.bob)
    seen = bob.get(path(cast.lounge))
    assert (seen["permissions"], seen["archived_at"]) == (["view"], answer["archived_at"])
    assert len(bob.get(f"{path(cast.lounge)}/messages")["results"]) == 2
    bob.ok("POST", f"{path(cast.lounge)}/receipts", {"read_seq": 2})
    again = archive(cast)
    assert (again["archived_at"], again["version"]) == (answer["archived_at"], answer["version"])
    opened = archive(cast, back=True)
    assert opened["archived_at"] is None
    assert "send" in bob.get(path(cast.lounge))["permissions"]
    assert lines_of(cast.bob, cast.lounge) == [{"kind": "archived"}, {"kind": "unarchived"}]


def test_nothing_is_said_or_changed_in_what_is_archived(cast: Cast) -> None:
    message = make_message(by=cast.bob, in_=cast.lounge)
    code = create_invite(actor=cast.alice, conversation_id=cast.lounge.id).code
    set_role(cast.bob, Role.OWNER, in_=cast.lounge)
    archive(cast)
    before = Conversation.objects.get(id=cast.lounge.id)
    room, one, bob = path(cast.lounge), f"/messages/{message['id']}", api_as(cast.bob)
    dave = {"user_ids": [str(cast.dave.id)]}
    send = {"client_id": str(uuid.uuid4()), "body": "x"}
    carol = f"{room}/members/{cast.carol.id}"
    calls: list[tuple[str, str, Any]] = [
        ("PATCH", room, {"title": "x"}),
        ("PATCH", room, {"topic": "x", "archived_at": LATER}),
        ("PATCH", room, {"settings": {"slow_mode_seconds": 5}}),
        ("POST", f"{room}/messages", send),
        ("PATCH", one, {"body": "x"}),
        ("DELETE", one, None),
        ("PUT", f"{one}/reactions/👍", None),
        ("DELETE", f"{one}/reactions/👍", None),
        ("POST", f"{room}/typing", {"active": True}),
        ("POST", f"{room}/members", dave),
        ("DELETE", carol, None),
        ("POST", f"{room}/bans", {"user_id": str(cast.carol.id)}),
        ("POST", f"{room}/invites", {}),
    ]
    for method, where, body in calls:
        assert code_of(bob(method, where, body)) == (403, "forbidden"), (method, where)
    assert code_of(api_as(cast.dave)("POST", f"/invites/{code}")) == (403, "forbidden")
    after = Conversation.objects.get(id=cast.lounge.id)
    assert (after.rev, after.last_seq) == (before.rev, before.last_seq)
    # One may sort it for oneself, and go.
    bob.ok("PATCH", f"{room}/members/{cast.bob.id}", {"pinned": True})
    api_as(cast.carol).ok("POST", f"{room}/leave")


def test_it_is_renamed_as_it_is_archived_or_opened(cast: Cast) -> None:
    alice = api_as(cast.alice)
    alice.ok("PATCH", path(cast.lounge), {"title": "Gone", "archived_at": LATER})
    opened = alice.ok("PATCH", path(cast.lounge), {"title": "Back", "archived_at": None})
    assert (opened["title"], opened["archived_at"]) == ("Back", None)


def test_a_setting_of_another_release_is_kept(cast: Cast) -> None:
    Conversation.objects.filter(id=cast.lounge.id).update(settings={"later": 1})
    body = {"settings": {"slow_mode_seconds": 5}}
    assert "later" not in api_as(cast.alice).ok("PATCH", path(cast.lounge), body)["settings"]
    kept = Conversation.objects.get(id=cast.lounge.id).settings
    assert (kept["later"], kept["slow_mode_seconds"]) == (1, 5)


def test_a_message_sent_before_the_archiving_is_answered_as_a_duplicate(cast: Cast) -> None:
    body = {"client_id": str(uuid.uuid4()), "body": "x"}
    first = api_as(cast.bob)("POST", f"{path(cast.lounge)}/messages", body)
    archive(cast)
    again = api_as(cast.bob)("POST", f"{path(cast.lounge)}/messages", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]


def test_a_channel_is_set_like_a_group(cast: Cast) -> None:
    news = make_channel(cast.alice, cast.bob)
    api_as(cast.alice).ok("PATCH", path(news), {"topic": "What happened"})
    assert lines_of(cast.bob, news) == [{"kind": "topic_changed", "topic": "What happened"}]
    assert code_of(api_as(cast.bob)("PATCH", path(news), {"topic": "x"})) == (403, "forbidden")


def test_a_change_reaches_who_was_away_by_changes_and_sync(cast: Cast) -> None:
    bob, erin = api_as(cast.bob), make_user("erin")
    since = bob.get(path(cast.lounge))["rev"]
    cursor = bob.ok("POST", "/sync", {})["account_cursor"]
    change_conversation(
        actor=cast.alice, conversation_id=cast.lounge.id, changes={"title": "Harbour"}
    )
    changes = bob.get(f"{path(cast.lounge)}/changes?since={since}")
    assert changes["conversation"]["title"] == "Harbour"
    assert [row["type"] for row in changes["messages"]] == ["SYSTEM"]
    (row,) = bob.ok("POST", "/sync", {"account_cursor": cursor})["conversations"]
    assert row["title"] == "Harbour"
    assert code_of(api_as(erin)("PATCH", path(cast.lounge), {})) == (404, "not_found")
