"""The page of a space's emoji, and that of one of them."""

from typing import Any

import pytest

from attachments.models import CustomEmoji
from chatty.core.limits import override_limits
from tests.attachments.emoji import place_emoji
from tests.conversations.pages.conftest import Browser, Harbour, harbour, text_of

__all__ = ["harbour"]


@pytest.fixture
def hugo(harbour: Harbour) -> Browser:
    return Browser(harbour.hugo, harbour)


def test_a_steward_renames_and_removes_an_emoji(hugo: Browser, harbour: Harbour) -> None:
    assert "This space has no emoji of its own." in hugo.read("/emoji")
    emoji = place_emoji(harbour.space, by=harbour.rosa)
    place_emoji(harbour.space, by=harbour.rosa, name="cheer")
    listed = hugo.read("/emoji")
    picture = f'src="/api/v1/spaces/{harbour.space.id}/emoji/{emoji.id}/image" alt=":wave:"'
    assert picture in listed
    assert "2 of 50" in listed
    path = f"/emoji/{emoji.id}"
    assert picture in hugo.read(path)
    taken = text_of(hugo.post(path, name="cheer", version="1"), 400)
    assert "There is an emoji :cheer: in this space already." in taken
    assert hugo.post(path, name=":hello:", version="1").status_code == 302
    late = text_of(hugo.post(path, name="goodbye", version="1"), 409)
    assert "It is now: hello" in late
    assert hugo.post(f"{path}/remove")["Location"] == harbour.path("/emoji")
    assert "1 of 50" in hugo.read("/emoji")
    assert hugo.get(path).status_code == hugo.post(f"{path}/remove").status_code == 404
    log = hugo.read("/audit")
    for said in ("added", "renamed", "removed"):
        assert (f"{said} the emoji" in log) == (said != "added")
    assert CustomEmoji.objects.get().name == "cheer"


def test_a_full_space_offers_no_more_and_the_list_costs_the_same(
    hugo: Browser, harbour: Harbour, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        place_emoji(harbour.space, by=harbour.rosa, name=f"number_{number:02}")
    assert 'id="new-emoji"' in hugo.read("/emoji")
    with override_limits(custom_emoji_max=12), django_assert_max_num_queries(10):
        text = hugo.read("/emoji")
    assert 'id="new-emoji"' not in text
    assert "as many as a space has" in text
    assert text.count("<img") == 12
