"""Two people talk by REST and socket, and one who was away catches up; under both servers."""

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from chatty.core.clock import now, wire_time
from tests.people import Talker
from tests.servers import RunningServer, ServerFactory


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(request: pytest.FixtureRequest, server_factory: ServerFactory) -> RunningServer:
    return server_factory(server=request.param, env={"CHATTY_RATE_LIMITS": "off"})


@pytest.fixture
async def pair(server: RunningServer) -> AsyncIterator[tuple[Talker, Talker]]:
    """Alice and Bob, who come anew for each test."""
    mark = uuid.uuid4().hex[:8]
    alice = await Talker.register(server, f"alice.{mark}")
    bob = await Talker.register(server, f"bob.{mark}")
    yield alice, bob
    await alice.leave()
    await bob.leave()


async def test_what_one_says_the_other_hears_by_either_door(pair: tuple[Talker, Talker]) -> None:
    alice, bob = pair
    hers, his = await alice.connect(), await bob.connect()
    room = await alice.make_group(bob)
    for socket in (hers, his):
        assert (await socket.event("conversation.created"))["c"] == room
    sent = await hers.send(room, "Hello, Bob")
    assert sent.pop("duplicate") is False
    written = await bob.post(room, "Hello, Alice")
    for socket in (hers, his):
        heard = await socket.event("message.created", body="Hello, Bob")
        assert heard["c"] == room
        assert heard["rev"] == heard["d"]["rev"] == sent["rev"]
        assert heard["d"]["id"] == sent["id"]
        assert (await socket.event("message.created", body="Hello, Alice"))["d"]["id"] == (
            written["id"]
        )
    await hers.ask("receipt", conversation_id=room, read_seq=written["seq"])
    seen = await his.event("receipt.updated", user_id=alice.id)
    assert seen["d"]["read_seq"] == written["seq"]
    await his.ask(
        "message.edit", conversation_id=room, message_id=written["id"], body="Hello, dear Alice"
    )
    changed = await hers.event("message.updated", id=written["id"])
    assert (changed["d"]["body"], changed["d"]["change"]) == ("Hello, dear Alice", "edit")
    await hers.ask("reaction.add", conversation_id=room, message_id=written["id"], emoji="👍")
    reacted = await his.event("message.updated", change="reaction")
    assert reacted["d"]["by"] == alice.id
    assert "me" not in reacted["d"]["reactions"][0]
    await hers.ask("message.delete", conversation_id=room, message_id=sent["id"])
    assert (await his.event("message.deleted", id=sent["id"]))["d"]["body"] == ""
    assert [message["body"] for message in await bob.history(room)][-2:] == [
        "",
        "Hello, dear Alice",
    ]


async def test_every_socket_of_every_member_hears_each_message_once(
    pair: tuple[Talker, Talker],
) -> None:
    alice, bob = pair
    room = await alice.make_group(bob)
    sockets = [await person.connect() for person in (alice, alice, bob, bob)]
    for number in range(5):
        await sockets[0].send(room, f"by socket {number}")
        await bob.post(room, f"by REST {number}")
    await alice.post(room, "last")
    for socket in sockets:
        await socket.event("message.created", body="last")
        seqs = socket.seqs(room)
        assert seqs == list(range(seqs[0], seqs[0] + 11))


async def test_who_comes_back_catches_up_from_where_they_were(pair: tuple[Talker, Talker]) -> None:
    alice, bob = pair
    room = await alice.make_group(bob)
    his = await bob.connect()
    kept = await alice.post(room, "kept")
    lost = await alice.post(room, "regretted")
    last = await his.event("message.created", id=lost["id"])
    before = await bob.rest("POST", "/sync", {})
    await his.close()

    await alice.post(room, "while you were out")
    await alice.rest("PATCH", f"/messages/{kept['id']}", {"body": "kept and edited"})
    await alice.rest("DELETE", f"/messages/{lost['id']}")
    other = await alice.make_group(bob, title="Porch")

    again = await bob.connect()
    question = {"account_cursor": before["account_cursor"], "cursors": {room: last["rev"]}}
    caught_up = await again.ask("sync", question)
    assert not caught_up["has_more"]
    assert other in [conversation["id"] for conversation in caught_up["conversations"]]
    changes = caught_up["changes"][room]
    assert {m["body"] for m in changes["messages"]} == {"while you were out", "kept and edited", ""}
    revs = [message["rev"] for message in changes["messages"]]
    assert revs == sorted(revs)
    assert changes == await bob.rest("GET", f"/conversations/{room}/changes?since={last['rev']}")

    await alice.post(room, "welcome back")
    heard = await again.event("message.created", body="welcome back")
    assert heard["rev"] == changes["rev"] + 1
    await alice.post(other, "here too")
    await again.event("message.created", body="here too")


async def test_who_came_later_hears_nothing_of_what_is_hidden(pair: tuple[Talker, Talker]) -> None:
    alice, bob = pair
    his = await bob.connect()
    room = await alice.make_group()
    early = await alice.post(room, "a secret")
    hide = {"settings": {"history_for_newcomers": False}}
    await alice.rest("PATCH", f"/conversations/{room}", hide)
    await alice.rest("POST", f"/conversations/{room}/members", {"user_ids": [bob.id]})
    await his.event("conversation.created", id=room)
    # The second socket learns its horizon from the database, the first from the event.
    for number, socket in enumerate((his, await bob.connect())):
        await alice.rest("PATCH", f"/messages/{early['id']}", {"body": f"secret {number}"})
        reply = {"client_id": str(uuid.uuid4()), "body": f"{number}", "reply_to": early["id"]}
        sent = await alice.rest("POST", f"/conversations/{room}/messages", reply)
        assert sent["reply"]["excerpt"] == f"secret {number}"
        heard = await socket.event("message.created", body=f"{number}")
        assert heard["d"]["reply"] is None
        unseen = socket.events("unseen", room)[-1]
        assert (unseen["rev"], unseen["d"]) == (heard["rev"] - 1, {})
        assert not any("secret" in frame for frame in socket.raw)
    assert "secret" not in str(await bob.history(room))


async def test_what_one_keeps_hides_asks_answers_and_sends_later(
    pair: tuple[Talker, Talker],
) -> None:
    alice, bob = pair
    room = await alice.make_group(bob)
    hers, his, other = await alice.connect(), await bob.connect(), await bob.connect()
    said = await alice.post(room, "Soup?")
    path = f"/messages/{said['id']}"
    # What is one's own is heard by one's other sockets, and by nobody else.
    await bob.rest("PUT", f"{path}/bookmark")
    await other.event("account.updated", part="bookmarks", message_id=said["id"], bookmarked=True)
    later = {"client_id": str(uuid.uuid4()), "body": "Bread", "thread_id": said["id"]}
    at = wire_time(now() + timedelta(hours=1))
    made = f"/conversations/{room}/messages"
    waiting = await bob.rest("POST", made, {**later, "scheduled_at": at})
    await other.event("account.updated", part="scheduled", conversation_id=room, count=1)
    assert waiting["seq"] is None
    # An answer in a thread, a poll and a vote are heard by all.
    sent = await bob.rest("POST", f"/messages/{waiting['id']}/send-now")
    await hers.event("message.created", id=waiting["id"], seq=sent["seq"])
    root = await hers.event("message.updated", id=said["id"], change="thread")
    assert root["d"]["thread"]["count"] == 1
    await other.event("account.updated", part="scheduled", conversation_id=room, count=0)
    poll = {"client_id": str(uuid.uuid4()), "body": "When?", "poll": {"options": ["Now", "Later"]}}
    asked = await alice.rest("POST", made, poll)
    await bob.rest("PUT", f"/messages/{asked['id']}/votes", {"option_ids": [2]})
    voted = await hers.event("message.updated", id=asked["id"], change="poll")
    assert [option["count"] for option in voted["d"]["poll"]["options"]] == [0, 1]
    await other.event("message.voted", message_id=asked["id"], option_ids=[2])
    await bob.rest("DELETE", f"{path}?for=me")
    await other.event("message.hidden", message_id=said["id"])
    assert await hers.is_alive()
    own = {"account.updated", "message.voted", "message.hidden", "scheduled.updated"}
    assert not {frame.get("ev") for frame in hers.frames} & own
    assert await his.is_alive()
