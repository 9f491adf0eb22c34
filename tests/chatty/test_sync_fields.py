"""Fields of conversations and accounts that two devices changed: texts are merged, of all else the
last write wins.
"""

from typing import Any

import pytest

from tests.asking import Api, api_as
from tests.cast import Cast
from tests.syncing import op, send

pytestmark = pytest.mark.django_db


class Place:
    """Where a text stands, and how it is changed by REST and without a connection."""

    def __init__(self, api: Api, path: str, field: str, room: str | None = None) -> None:
        self.api, self.path, self.field = api, path, field
        self.resource = "me" if room is None else "conversation"
        self.data = {} if room is None else {"conversation_id": room}

    def write(self, text: str) -> int:
        """As another device does; the version after that."""
        version: int = self.api.ok("PATCH", self.path, {self.field: text})["version"]
        return version

    def text(self) -> str:
        found: str = self.api.get(self.path)[self.field]
        return found

    def sync(self, version: int, **fields: Any) -> dict[str, Any]:
        data = {**self.data, **fields}
        (result,) = send(self.api, op("update", self.resource, data, base_version=version))
        return result


@pytest.fixture(params=["topic", "bio"])
def place(request: pytest.FixtureRequest, cast: Cast) -> Place:
    alice = api_as(cast.alice)
    if request.param == "bio":
        return Place(alice, "/me", "bio")
    room = str(cast.lounge.id)
    return Place(alice, f"/conversations/{room}", "topic", room)


def test_a_text_of_a_stale_version_is_merged(place: Place) -> None:
    version = place.write("one two three")
    place.write("one two three four")
    name = place.field
    result = place.sync(version, **{name: "zero two three", f"base_{name}": "one two three"})
    assert (result["status"], result["d"][name]) == ("merged", "zero two three four")
    assert place.text() == "zero two three four"


def test_texts_that_touch_are_a_conflict_and_nothing_is_written(place: Place) -> None:
    version = place.write("one two three")
    present, name = place.write("one 2 three"), place.field
    # Nothing of it: not the other field either.
    other = {"title": "Mine"} if name == "topic" else {"custom_status": "Mine"}
    mine = {name: "one ii three", **other}
    result = place.sync(version, **mine, **{f"base_{name}": "one two three"})
    assert (result["status"], result["current"]["version"]) == ("conflict", present)
    assert result["current"][name] == "one 2 three"
    assert result["base"] == {"version": version, name: "one two three"}
    # Without what it grew out of there is nothing to merge by.
    bare = place.sync(version, **mine)
    assert (bare["status"], bare["base"]) == ("conflict", None)
    found = place.api.get(place.path)
    assert (found["version"], found[name]) == (present, "one 2 three")


def test_a_text_that_nobody_else_changed_is_written(place: Place) -> None:
    version, name = place.write("one two"), place.field
    other = {"title": "Theirs"} if name == "topic" else {"custom_status": "Theirs"}
    place.api.ok("PATCH", place.path, other)
    result = place.sync(version, **{name: "one three", f"base_{name}": "one two"})
    assert (result["status"], result["d"][name]) == ("merged", "one three")
    assert {**result["d"], **other} == result["d"]
    # Both wrote the same: there is nothing to ask anybody.
    assert place.sync(version, **{name: "one three"})["status"] == "merged"
    with_long = place.sync(version, **{name: "x", f"base_{name}": "x" * 10_001})
    assert list(with_long["error"]["errors"]) == [f"base_{name}"]
