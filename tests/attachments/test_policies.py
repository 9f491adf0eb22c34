"""The second wall: which rows about files the database itself shows to whom."""

from pathlib import Path

from accounts.models import User
from attachments.models import Attachment, Derivative, Holder
from tests.asking import api_as
from tests.attachments.emoji import place_emoji
from tests.attachments.transfers import begin, upload
from tests.cast import Cast
from tests.make import make_space
from tests.wall import behind_the_wall, read_raw

TABLES = ("attachments", "derivatives", "blobs", "uploads", "upload_parts", "file_usage")


def seen(person: User | None) -> dict[str, int]:
    """How many rows of each table somebody is shown."""
    found = {}
    for table in TABLES:
        ((count,),) = read_raw(f"SELECT count(*) FROM {table}", as_=person)  # noqa: S608 - our own
        found[table] = int(count)
    return {table: count for table, count in found.items() if count}


def test_a_file_is_its_uploaders_until_something_holds_it(cast: Cast, folder: Path) -> None:
    bob = api_as(cast.bob)
    held = Attachment.objects.select_related("blob").get(id=upload(bob, cast.lounge.id)["id"])
    assert held.blob is not None
    Derivative.objects.create(
        attachment=held, kind="poster", blob=held.blob, width=1, height=1, mime_type="image/webp"
    )
    begin(bob, cast.lounge.id)
    with behind_the_wall():
        everything = {"attachments": 2, "derivatives": 1, "blobs": 2, "uploads": 1, "file_usage": 1}
        assert seen(cast.bob) == everything
        for other in (cast.alice, cast.dave, cast.mallory, None):
            assert seen(other) == {}
        Attachment.objects.filter(id=held.id).update(holder=Holder.MESSAGE, expires_at=None)
        shared = {"attachments": 1, "derivatives": 1, "blobs": 1}
        assert seen(cast.alice) == seen(cast.carol) == shared
        for other in (cast.dave, cast.mallory, None):
            assert seen(other) == {}
        Attachment.objects.filter(id=held.id).update(holder=Holder.AVATAR, conversation=None)
        assert seen(cast.dave) == shared
        assert seen(None) == {}


def test_emoji_are_shown_to_those_in_their_space(cast: Cast) -> None:
    place_emoji(make_space(cast.alice, cast.bob), by=cast.alice)
    with behind_the_wall():
        for person in (cast.alice, cast.bob):
            assert read_raw("SELECT name FROM custom_emoji", as_=person) == [("wave",)]
        for other in (cast.dave, cast.mallory, None):
            assert read_raw("SELECT name FROM custom_emoji", as_=other) == []
