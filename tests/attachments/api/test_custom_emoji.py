"""Emoji of spaces over REST: made, shown, renamed, removed, and reacted with."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from attachments.models import Attachment, Blob, CustomEmoji, Derivative
from chatty.core.limits import override_limits
from conversations.models import Space
from conversations.operations.space_deletion import delete_space
from messaging.models import Reaction
from tests.asking import api_as, code_of
from tests.attachments.conftest import run_jobs
from tests.attachments.emoji import begin_for, draw, place_emoji, upload_for
from tests.attachments.transfers import ask_endpoint, put_all
from tests.cast import Cast
from tests.conftest import Published
from tests.conversations.conftest import Committing, committing
from tests.make import general_of, make_message, make_space

__all__ = ["committing"]


@pytest.fixture
def space(cast: Cast) -> Space:
    return make_space(cast.alice, cast.bob)


def of(space: Space, rest: str = "") -> str:
    return f"/spaces/{space.id}/emoji{rest}"


def add(space: Space, *, by: User, name: str = "wave") -> str:
    body = {"name": name, "attachment_id": upload_for(api_as(by), space)}
    return str(api_as(by).ok("POST", of(space), body)["id"])


def test_an_emoji_is_made_shown_and_reacted_with(
    cast: Cast, space: Space, folder: Path, published: Published, committing: Committing
) -> None:
    alice, bob = api_as(cast.alice), api_as(cast.bob)
    body = {"name": ":party_parrot:", "attachment_id": upload_for(alice, space)}
    with committing():
        made = alice.ok("POST", of(space), body)
    path = f"/api/v1/spaces/{space.id}/emoji/{made['id']}/image"
    named = "id space_id name image_url animated created_by created_at version"
    assert made.keys() == {*named.split()}
    assert (made["name"], made["image_url"], made["version"]) == ("party_parrot", path, 1)
    assert (made["animated"], made["created_by"]) == (False, str(cast.alice.id))
    assert bob.get(of(space)) == {"results": [made], "next": None}
    (event,) = published.events("space.emoji")
    assert event["d"] == {"space_id": str(space.id), "emoji_id": made["id"], "emoji": made}
    entry = AuditEntry.objects.get(action="space.emoji_create", target_id=space.id)
    assert (entry.actor_id, entry.details["name"]) == (cast.alice.id, ":party_parrot:")
    led = bob("GET", of(space, f"/{made['id']}/image"))
    assert led.status_code == 302
    assert ask_endpoint("GET", led.headers["Location"]).body == draw()
    said = make_message(by=cast.alice, in_=general_of(space))
    reaction = f"custom:{made['id']}"
    pill = bob.ok("PUT", f"/messages/{said['id']}/reactions/{reaction}")["reactions"]
    assert pill == [{"emoji": reaction, "count": 1, "me": True}]
    (row,) = alice.get(f"/messages/{said['id']}/reactions?emoji={reaction}")["results"]
    assert row["emoji"] == reaction


def test_a_removed_emoji_stays_counted_and_takes_nobody_more(
    cast: Cast, space: Space, folder: Path, published: Published, committing: Committing
) -> None:
    alice, bob = api_as(cast.alice), api_as(cast.bob)
    made = add(space, by=cast.alice)
    said = make_message(by=cast.alice, in_=general_of(space))
    path = f"/messages/{said['id']}/reactions/custom:{made}"
    bob.ok("PUT", path)
    with committing():
        alice.ok("DELETE", of(space, f"/{made}"))
    (event,) = published.events("space.emoji")
    assert event["d"] == {"space_id": str(space.id), "emoji_id": made, "emoji": None}
    run_jobs()
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()
    assert code_of(bob("GET", of(space, f"/{made}/image"))) == (404, "not_found")
    assert code_of(alice("PUT", path)) == (400, "invalid")
    assert Reaction.objects.filter(emoji=f"custom:{made}").count() == 1
    assert bob.ok("DELETE", path)["reactions"] == []


def test_a_reaction_takes_an_emoji_of_the_messages_own_space(cast: Cast, space: Space) -> None:
    other = make_space(cast.alice, cast.bob, name="Other")
    theirs, ours = place_emoji(other, by=cast.alice), place_emoji(space, by=cast.alice)
    here = make_message(by=cast.alice, in_=general_of(space))["id"]
    group = make_message(by=cast.alice, in_=cast.lounge)["id"]
    bob = api_as(cast.bob)
    for message, emoji in ((here, theirs.id), (here, uuid.uuid4()), (group, ours.id)):
        refused = bob("PUT", f"/messages/{message}/reactions/custom:{emoji}")
        assert code_of(refused) == (400, "invalid")
        assert list(refused.json()["errors"]) == ["emoji"]
    for text in (f"custom:{str(ours.id).upper()}", f"custom:{ours.id}%0A", f"custom:{ours.id.hex}"):
        assert code_of(bob("PUT", f"/messages/{here}/reactions/{text}")) == (400, "invalid")
    assert not Reaction.objects.exists()
    bob.ok("PUT", f"/messages/{here}/reactions/custom:{ours.id}")


def test_pictures_that_are_none_or_too_large_are_refused(
    cast: Cast, space: Space, folder: Path
) -> None:
    alice = api_as(cast.alice)
    body = {"space_id": str(space.id), "file_name": "a", "mime_type": "image/png", "size": 300_000}
    assert code_of(alice("POST", "/attachments", body)) == (413, "payload_too_large")
    text = {**body, "mime_type": "text/plain", "size": 5}
    assert code_of(alice("POST", "/attachments", text)) == (403, "forbidden")
    both = {**body, "conversation_id": str(cast.lounge.id)}
    assert code_of(alice("POST", "/attachments", both)) == (400, "invalid")
    assert code_of(alice("POST", "/attachments", {**both, "encrypted": {}})) == (400, "invalid")

    def refuse(name: object) -> tuple[int, str]:
        return code_of(alice("POST", of(space), {"name": "wave", "attachment_id": name}))

    assert refuse(upload_for(alice, space, draw(513))) == (400, "invalid_attachment")
    assert refuse(uuid.uuid4().hex) == (400, "invalid_attachment")
    other = make_space(cast.alice, name="Other")
    assert refuse(upload_for(alice, other)) == (400, "invalid_attachment")
    begun = begin_for(alice, space, draw())
    name = begun["attachment"]["id"]
    assert refuse(name) == (409, "not_ready")
    put_all(begun, draw())
    alice.ok("POST", f"/attachments/{name}/complete")
    assert refuse(name) == (409, "not_ready")
    run_jobs()
    alice.ok("POST", of(space), {"name": "wave", "attachment_id": name})
    assert refuse(name) == (400, "invalid_attachment")
    wrong = begin_for(alice, space, b"no picture at all")
    put_all(wrong, b"no picture at all")
    refused = alice("POST", f"/attachments/{wrong['attachment']['id']}/complete")
    assert code_of(refused) == (422, "content_mismatch")


def test_names_are_one_of_a_kind_and_emoji_are_few(cast: Cast, space: Space, folder: Path) -> None:
    alice = api_as(cast.alice)
    for name in ("wave", "cheer"):
        place_emoji(space, by=cast.alice, name=name)
    place_emoji(make_space(cast.alice, name="Other"), by=cast.alice, name="taken_elsewhere")
    body = {"name": "wave", "attachment_id": upload_for(alice, space)}
    for name in ("wave", "x", "Größe", "a b", "x" * 33):
        refused = alice("POST", of(space), {**body, "name": name})
        assert (code_of(refused), list(refused.json()["errors"])) == ((400, "invalid"), ["name"])
    with override_limits(custom_emoji_max=2):
        refused = alice("POST", of(space), {**body, "name": "third"})
        assert list(refused.json()["errors"]) == ["space_id"]
    wave = CustomEmoji.objects.get(space=space, name="wave")
    path = of(space, f"/{wave.id}")
    assert code_of(alice("PATCH", path, {"name": "cheer"})) == (400, "invalid")
    renamed = alice.ok("PATCH", path, {"name": "taken_elsewhere", "version": 1})
    assert (renamed["name"], renamed["version"]) == ("taken_elsewhere", 2)
    late = alice("PATCH", path, {"name": "again", "version": 1})
    assert code_of(late) == (409, "version_conflict")
    assert late.json()["current"]["name"] == "taken_elsewhere"
    first = alice.get(of(space, "?limit=1"))
    rest = alice.get(of(space, f"?limit=1&cursor={first['next']}"))
    names = [one["name"] for page in (first, rest) for one in page["results"]]
    assert (names, rest["next"]) == (["cheer", "taken_elsewhere"], None)


def test_emoji_are_for_members_and_changed_by_who_may(cast: Cast, space: Space) -> None:
    emoji = place_emoji(space, by=cast.alice)
    path, image = of(space, f"/{emoji.id}"), of(space, f"/{emoji.id}/image")
    made = {"name": "other", "attachment_id": str(uuid.uuid4())}
    upload = {"space_id": str(space.id), "file_name": "a", "mime_type": "image/png", "size": 9}
    writes = (
        ("POST", of(space), made),
        ("PATCH", path, {"name": "other"}),
        ("DELETE", path, None),
        ("POST", "/attachments", upload),
    )
    for outsider in (cast.dave, cast.mallory):
        for method, where, body in (("GET", of(space), None), ("GET", image, None), *writes):
            refused = api_as(outsider)(method, where, body)
            assert code_of(refused) == (404, "not_found")
    bob = api_as(cast.bob)
    assert [one["name"] for one in bob.get(of(space))["results"]] == ["wave"]
    for method, where, body in writes:
        assert code_of(bob(method, where, body)) == (403, "forbidden")
    other = make_space(cast.bob, name="Other")
    for method in ("GET", "PATCH", "DELETE"):
        where = of(other, f"/{emoji.id}{'/image' if method == 'GET' else ''}")
        assert code_of(bob(method, where, {"name": "other"})) == (404, "not_found")
    assert CustomEmoji.objects.get().name == "wave"


def test_reading_emoji_costs_the_same_for_one_and_for_many(
    cast: Cast, space: Space, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        place_emoji(space, by=cast.alice, name=f"number_{number:02}")
    bob = api_as(cast.bob)
    bob.get(of(space))
    with django_assert_max_num_queries(5):
        assert len(bob.get(of(space))["results"]) == 20
    with django_assert_max_num_queries(6):
        bob("GET", of(space, f"/{CustomEmoji.objects.all()[0].id}/image"))


def test_emoji_go_with_their_space(cast: Cast, space: Space, folder: Path) -> None:
    add(space, by=cast.alice)
    kept = add(make_space(cast.alice, name="Other"), by=cast.alice)
    delete_space(actor=cast.alice, space_id=space.id)
    run_jobs()
    assert [str(one.id) for one in CustomEmoji.objects.all()] == [kept]
    assert Attachment.objects.count() == 1
    assert Blob.objects.count() == 1 + Derivative.objects.count()
