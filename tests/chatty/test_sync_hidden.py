"""What one deleted for oneself, for a device that was away: it moves no `rev`."""

from typing import Any

import pytest

from chatty.core.limits import override_limits
from conversations.operations.members import leave_conversation
from tests.asking import Api, api_as
from tests.cast import Cast
from tests.make import make_message
from tests.syncing import settle

pytestmark = pytest.mark.django_db(transaction=True)


def told(api: Api, cursor: str | None = None, **cursors: int) -> tuple[Any, Any]:
    """What a sync says is hidden, and the cursor to go on with."""
    settle()
    answer = api.ok("POST", "/sync", {"account_cursor": cursor, "cursors": cursors})
    return answer["account"].get("hidden"), answer["account_cursor"]


def test_a_device_that_was_away_learns_what_was_hidden_meanwhile(cast: Cast) -> None:
    first, second = (make_message(by=cast.alice, in_=cast.lounge) for _ in range(2))
    bob, room = api_as(cast.bob), str(cast.lounge.id)
    rev = bob.get(f"/conversations/{room}")["rev"]
    hidden, cursor = told(bob)
    assert hidden is None
    bob.ok("DELETE", f"/messages/{first['id']}?for=me")
    bob.ok("DELETE", f"/messages/{second['id']}?for=me")
    bob.ok("DELETE", f"/messages/{second['id']}?for=me")
    assert bob.get(f"/conversations/{room}")["rev"] == rev
    places = [{"message_id": one["id"], "seq": one["seq"]} for one in (second, first)]
    hidden, later = told(bob, cursor, **{room: rev})
    assert hidden == [{**one, "conversation_id": room} for one in places]
    # Once; and to nobody else.
    assert told(bob, later)[0] is None
    assert told(api_as(cast.alice))[0] is None
    for most, is_cut in ((1, True), (2, None)):
        with override_limits(hidden_told=most):
            account = bob.ok("POST", "/sync", {"account_cursor": cursor})["account"]
            assert account["hidden"] == hidden[:most]
            # Who is not told of all has to learn that there was more.
            assert account.get("hidden_reset") is is_cut
    # Who has left learns that the whole conversation is gone.
    leave_conversation(actor=cast.bob, conversation_id=cast.lounge.id)
    assert room in bob.ok("POST", "/sync", {"account_cursor": cursor})["removed"]


def test_changes_tell_it_too(cast: Cast) -> None:
    first = make_message(by=cast.alice, in_=cast.lounge)
    bob, path = api_as(cast.bob), f"/conversations/{cast.lounge.id}/changes?since="
    rev = first["rev"] or 0
    bob.ok("DELETE", f"/messages/{first['id']}?for=me")
    make_message(by=cast.alice, in_=cast.lounge)
    make_message(by=cast.alice, in_=cast.lounge)
    expected = [{"message_id": first["id"], "seq": first["seq"]}]
    assert bob.get(f"{path}{rev}")["hidden"] == expected
    assert bob.get(f"{path}{rev + 1}")["hidden"] == []
    assert api_as(cast.alice).get(f"{path}{rev}")["hidden"] == []
    with override_limits(hidden_told=0):
        page = bob.get(f"{path}{rev}&limit=1")
        assert (page["reset"], page["hidden"], page["rev"]) == (True, [], rev + 2)
        assert "reset" not in bob.get(f"{path}{rev + 1}")
    # Page by page, each what happened until where it ends.
    make_message(by=cast.alice, in_=cast.lounge)
    page = bob.get(f"{path}{rev - 1}&limit=1")
    assert (page["has_more"], page["rev"], page["hidden"]) == (True, rev, expected)
