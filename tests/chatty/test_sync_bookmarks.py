"""Bookmarks of a client that was away, its own and those of other devices."""

import pytest

from tests.asking import Api, api_as
from tests.cast import Cast
from tests.make import make_group, make_message
from tests.syncing import op, say, send, settle, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_client_that_was_away_learns_what_is_kept_now(cast: Cast) -> None:
    first, second = (make_message(by=cast.alice, in_=cast.lounge) for _ in range(2))
    bob = api_as(cast.bob)

    def sync(cursor: str | None = None) -> tuple[list[str] | None, str]:
        settle()
        answer = bob.ok("POST", "/sync", {"account_cursor": cursor})
        return answer["account"].get("bookmarks"), answer["account_cursor"]

    told, cursor = sync()
    assert told is None
    bob.ok("PUT", f"/messages/{first['id']}/bookmark")
    bob.ok("PUT", f"/messages/{second['id']}/bookmark")
    told, cursor = sync(cursor)
    assert told == [second["id"], first["id"]]
    assert sync(cursor)[0] is None
    # What changes nothing is not told again.
    bob.ok("PUT", f"/messages/{first['id']}/bookmark")
    assert sync(cursor)[0] is None
    bob.ok("DELETE", f"/messages/{second['id']}/bookmark")
    told, cursor = sync(cursor)
    assert told == [first["id"]]
    bob.ok("DELETE", f"/messages/{first['id']}/bookmark")
    assert sync(cursor)[0] == []
    assert sync()[0] == []
    assert "bookmarks" not in api_as(cast.alice).ok("POST", "/sync", {})["account"]


def test_what_was_done_without_a_connection_is_done_by_sync(cast: Cast) -> None:
    bob: Api = api_as(cast.bob)
    sent = say(cast.lounge, "Own")
    foreign = make_message(by=cast.dave, in_=make_group(cast.dave))
    results = send(
        bob,
        sent,
        op("create", "bookmark", {"message_id": sent["op_id"]}),
        op("create", "bookmark", {"message_id": foreign["id"]}),
        op("update", "bookmark", {"message_id": sent["op_id"]}),
    )
    assert statuses(results) == ["applied", "applied", "not_found", "invalid"]
    assert results[1]["d"]["bookmarked"] is True
    assert [row["message"]["body"] for row in bob.get("/me/bookmarks")["results"]] == ["Own"]
    (back,) = send(bob, op("delete", "bookmark", {"message_id": results[0]["id"]}))
    assert back["d"]["bookmarked"] is False
    assert bob.get("/me/bookmarks")["results"] == []
