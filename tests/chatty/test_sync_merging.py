"""Texts that moved on while a client was away: merged, or a conflict; never lost."""

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatty import sync_merging
from chatty.core.limits import override_limits
from messaging.models import Draft, Message
from messaging.operations.drafts import save_draft
from messaging.operations.edits import edit_message
from messaging.rules.merging import merge_texts
from tests.asking import api_as
from tests.cast import Cast
from tests.make import make_message
from tests.syncing import op, send

pytestmark = pytest.mark.django_db


def edit(message_id: str, body: str, version: int) -> dict[str, Any]:
    return op("update", "message", {"message_id": message_id, "body": body}, base_version=version)


def edited(cast: Cast, *bodies: str) -> str:
    """A message of bob's that another device has changed."""
    said = make_message(by=cast.bob, in_=cast.lounge, body=bodies[0])["id"]
    for body in bodies[1:]:
        edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=said, body=body)
    return said


def test_an_edit_of_a_stale_version_is_merged(cast: Cast) -> None:
    said = edited(cast, "a b c", "x b c", "x b c d")
    first = edit(said, "a B c", 1)
    (result,) = send(api_as(cast.bob), first)
    assert (result["status"], result["d"]["body"]) == ("merged", "x B c d")
    assert result["d"]["version"] == 4
    (again,) = send(api_as(cast.bob), first)
    assert (again["status"], again["d"]["version"]) == ("merged", 4)


def test_an_edit_that_was_made_already_is_no_new_version(cast: Cast) -> None:
    said = edited(cast, "a b c", "a b d")
    (result,) = send(api_as(cast.bob), edit(said, "a b d", 1))
    assert (result["status"], result["d"]["version"]) == ("applied", 2)


def test_edits_that_touch_are_a_conflict_and_nothing_is_written(cast: Cast) -> None:
    said = edited(cast, "a b c", "a x c")
    clash = edit(said, "a y c", 1)
    (result,) = send(api_as(cast.bob), clash)
    assert result["status"] == "conflict"
    assert (result["current"]["body"], result["current"]["version"]) == ("a x c", 2)
    assert (result["base"]["body"], result["base"]["version"]) == ("a b c", 1)
    assert Message.objects.get(id=said).version == 2
    (again,) = send(api_as(cast.bob), clash)
    assert again == result


def test_a_version_that_never_was_is_a_conflict(cast: Cast) -> None:
    said = edited(cast, "a b c")
    (result,) = send(api_as(cast.bob), edit(said, "a b d", 9))
    assert (result["status"], result["base"]) == ("conflict", None)
    assert result["current"]["body"] == "a b c"


def test_what_is_too_long_together_is_a_conflict(cast: Cast) -> None:
    said = edited(cast, "a b c", "a b " + "c" * 5_000)
    (result,) = send(api_as(cast.bob), edit(said, "a" * 5_000 + " b c", 1))
    assert result["status"] == "conflict"
    assert len(result["current"]["body"]) == 5_004


def test_what_follows_a_conflict_waits_for_a_person(cast: Cast) -> None:
    said = edited(cast, "a b c", "a x c")
    results = send(api_as(cast.bob), edit(said, "a y c", 1), edit(said, "a y z", 2))
    assert [row["status"] for row in results] == ["conflict", "rejected"]
    assert results[1]["error"]["code"] == "depends_on_rejected"


def test_a_draft_is_merged_with_the_text_that_it_grew_out_of(cast: Cast) -> None:
    bob, room = api_as(cast.bob), str(cast.lounge.id)
    for body in ("one two three", "one two three four"):
        save_draft(actor=cast.bob, conversation_id=room, body=body)
    mine = {"conversation_id": room, "body": "zero two three", "base_body": "one two three"}
    (result,) = send(bob, op("update", "draft", mine, base_version=1))
    assert (result["status"], result["d"]["body"]) == ("merged", "zero two three four")
    # Without it there is nothing to merge by.
    bare = {"conversation_id": room, "body": "Anything"}
    (conflict,) = send(bob, op("update", "draft", bare, base_version=1))
    assert (conflict["status"], conflict["base"]) == ("conflict", None)
    assert conflict["current"]["body"] == "zero two three four"
    for named in (
        op("delete", "draft", {"conversation_id": room}, base_version=1),
        op("delete", "draft", {"conversation_id": room, "version": 1}),
    ):
        (cleared,) = send(bob, named)
        assert cleared["status"] == "conflict"
    assert bob.get(f"/conversations/{room}/draft")["body"] == "zero two three four"


@pytest.mark.parametrize("times, status", [(1, "merged"), (9, "conflict")])
def test_who_is_faster_again_is_merged_with_again_but_not_for_ever(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, times: int, status: str
) -> None:
    said = edited(cast, "a b c", "x b c")
    faster = iter("x b c" + " d" * count for count in range(1, times + 1))

    def merging(*texts: str, seconds: float) -> str | None:
        merged = merge_texts(*texts, seconds=seconds)
        if (body := next(faster, None)) is not None:
            edit_message(actor=cast.bob, session_id=uuid.uuid4(), message_id=said, body=body)
        return merged

    monkeypatch.setattr(sync_merging, "merge_texts", merging)
    (result,) = send(api_as(cast.bob), edit(said, "a B c", 1))
    assert result["status"] == status
    if status == "merged":
        assert result["d"]["body"] == "x B c d"
    else:
        assert result["current"]["body"] == "x b c d d"
        assert result["base"]["body"] == "a b c"


def test_merging_has_an_end(cast: Cast) -> None:
    """Once a request has used up its time for merging, what it would merge is a conflict."""
    said = edited(cast, "a b c", "x b c")
    with override_limits(sync_merge_seconds=1e-9):
        (result,) = send(api_as(cast.bob), edit(said, "a b y", 1))
    assert result["status"] in ("merged", "conflict")
    room = str(cast.lounge.id)
    save_draft(actor=cast.bob, conversation_id=room, body="x b c")
    with override_limits(sync_merge_seconds=1e-9):
        results = send(
            api_as(cast.bob),
            edit(said, "a b z", 1),
            op(
                "update",
                "draft",
                {"conversation_id": room, "body": "a b y", "base_body": "a b c"},
                base_version=0,
            ),
        )
    assert results[1]["status"] == "conflict"


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=6).map(" ".join)


def test_no_draft_grew_out_of_more_than_a_draft_holds(cast: Cast) -> None:
    data = {"conversation_id": str(cast.lounge.id), "body": "a", "base_body": "x" * 8_001}
    (result,) = send(api_as(cast.bob), op("update", "draft", data, base_version=0))
    assert (result["status"], list(result["error"]["errors"])) == ("rejected", ["base_body"])
    data["base_body"] = "x" * 8_000
    (result,) = send(api_as(cast.bob), op("update", "draft", data, base_version=0))
    assert result["status"] == "applied"


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(base=WORDS, theirs=WORDS, mine=WORDS, is_draft=st.booleans())
def test_whatever_two_devices_write_no_text_is_lost_silently(
    cast: Cast, base: str, theirs: str, mine: str, *, is_draft: bool
) -> None:
    """Each text is in what is stored now, in its history, or in the hands of who was refused."""
    room = cast.lounge.id
    if is_draft:
        Draft.objects.filter(user_id=cast.bob.id).delete()
        save_draft(actor=cast.bob, conversation_id=room, body=base)
        version = save_draft(actor=cast.bob, conversation_id=room, body=theirs)["version"]
        data = {"conversation_id": str(room), "body": mine, "base_body": base}
        (result,) = send(api_as(cast.bob), op("update", "draft", data, base_version=1))
        stored = [api_as(cast.bob).get(f"/conversations/{room}/draft")["body"]]
    else:
        said = edited(cast, base, theirs)
        version = Message.objects.get(id=said).version
        (result,) = send(api_as(cast.bob), edit(said, mine, 1))
        api = api_as(cast.bob)
        stored = [row["body"] for row in api.get(f"/messages/{said}/edits")["results"]]
        stored.append(api.get(f"/messages/{said}")["body"])
        assert {base, theirs} <= {*stored}
    if result["status"] == "conflict":
        assert stored[-1] == theirs
        assert result["current"]["body"] == theirs
        assert result["base"]["body"] == base
    else:
        # Without another device's change there is nothing to merge.
        is_merged = version > 1 and mine != theirs
        assert result["status"] == ("merged" if is_merged else "applied")
        words = {*mine.split(), *theirs.split()} - {*base.split()}
        assert words <= {*stored[-1].split()}
