"""Channels and categories, made, ordered, changed and deleted with forms."""

import re
import uuid

import pytest

from conversations.models import Category, Conversation
from conversations.operations.channels import create_space_channel
from conversations.operations.overrides import Subject, set_override
from tests.conversations.pages.conftest import Browser, Harbour, text_of
from tests.make import general_of


def titles(harbour: Harbour) -> list[str]:
    """Headings and channels, in their order."""
    shown = []
    channels = Conversation.objects.filter(space=harbour.space, deleted_at=None)
    headings = list(Category.objects.filter(space=harbour.space).order_by("position"))
    for heading in [None, *headings]:
        if heading is not None:
            shown.append(heading.title.upper())
        rows = channels.filter(category=heading).order_by("position")
        shown += rows.values_list("title", flat=True)
    return shown


def make(harbour: Harbour, title: str, *, is_private: bool = False) -> uuid.UUID:
    made = create_space_channel(
        actor=harbour.rosa,
        space_id=harbour.space.id,
        title=title,
        is_private=is_private,
    )
    return uuid.UUID(made["id"])


def test_a_channel_and_a_category_are_made(hugo: Browser, harbour: Harbour) -> None:
    assert hugo.post("/categories/new", title="Workshop").status_code == 302
    heading = Category.objects.get(title="Workshop")
    made = hugo.post(
        "/channels/new",
        title="tides",
        topic="Gauges",
        channel_kind="announcement",
        category_id=heading.id,
        private="on",
    )
    assert made.status_code == 302
    channel = Conversation.objects.get(title="tides")
    assert (channel.channel_kind, channel.topic, channel.category) == (
        "announcement", "Gauges", heading,
    )  # fmt: skip
    text = hugo.read("/channels")
    assert "The channel is there." in text
    assert "Not for everyone" in text


def test_what_is_wrong_with_a_new_channel_is_said(hugo: Browser, harbour: Harbour) -> None:
    form = {"title": "tides", "channel_kind": "text", "category_id": ""}
    for wrong, field in (
        ({"title": ""}, "title"),
        ({"title": "x" * 129}, "title"),
        ({"topic": "x" * 1_025}, "topic"),
        ({"channel_kind": "opera"}, "channel_kind"),
        ({"category_id": str(uuid.uuid4())}, "category_id"),
    ):
        text = text_of(hugo.post("/channels/new", **{**form, **wrong}), 400)
        assert f'id="new_channel-{field}' in text
        assert "-error" in text
    assert titles(harbour) == ["TEXT", "general"]
    assert "category-title-error" in text_of(hugo.post("/categories/new", title=" "), 400)


def test_channels_step_through_their_headings(hugo: Browser, harbour: Harbour) -> None:
    hugo.post("/categories/new", title="Workshop")
    above = make(harbour, "news")
    general = general_of(harbour.space).id
    assert titles(harbour) == ["news", "TEXT", "general", "WORKSHOP"]
    moved = hugo.post("/channels/order", move=f"channel:down:{above}")
    # Back to where it stands now, which the browser then goes on from.
    assert moved["Location"] == f"{harbour.path('/channels')}#channel-{above}"
    assert titles(harbour) == ["TEXT", "news", "general", "WORKSHOP"]
    hugo.post("/channels/order", move=f"channel:down:{above}")
    assert titles(harbour) == ["TEXT", "general", "news", "WORKSHOP"]
    hugo.post("/channels/order", move=f"channel:down:{above}")
    assert titles(harbour) == ["TEXT", "general", "WORKSHOP", "news"]
    hugo.post("/channels/order", move=f"channel:down:{above}")
    assert titles(harbour) == ["TEXT", "general", "WORKSHOP", "news"]
    workshop = Category.objects.get(title="Workshop").id
    hugo.post("/channels/order", move=f"category:up:{workshop}")
    assert titles(harbour) == ["WORKSHOP", "news", "TEXT", "general"]
    hugo.post("/channels/order", move=f"category:up:{workshop}")
    hugo.post("/channels/order", move=f"channel:up:{general}")
    assert titles(harbour) == ["WORKSHOP", "news", "general", "TEXT"]


def test_what_has_nowhere_to_go_has_no_step(hugo: Browser, harbour: Harbour) -> None:
    first, last = make(harbour, "news"), general_of(harbour.space).id
    text = hugo.read("/channels")
    assert f"channel:up:{first}" not in text
    assert f"channel:down:{first}" in text
    assert f"channel:down:{last}" not in text
    heading = Category.objects.get(space=harbour.space).id
    assert f"category:up:{heading}" not in text
    assert f"category:down:{heading}" not in text


@pytest.mark.parametrize(
    "move",
    ["", "channel", "channel:up", "channel:up:x", "role:up:x", "channel:left:x", "a" * 9_000],
)
def test_a_step_of_nothing_is_not_found(hugo: Browser, harbour: Harbour, move: str) -> None:
    assert hugo.post("/channels/order", move=move).status_code == 404
    assert titles(harbour) == ["TEXT", "general"]


def test_a_channel_is_renamed_described_and_moved(hugo: Browser, harbour: Harbour) -> None:
    channel = general_of(harbour.space)
    path = f"/channels/{channel.id}"
    seen = {"title": "lobby", "topic": "Hello", "category_id": "", "version": channel.version}
    assert hugo.post(path, **seen).status_code == 302
    channel.refresh_from_db()
    assert (channel.title, channel.topic, channel.category_id) == ("lobby", "Hello", None)
    assert 'value="lobby"' in hugo.read(path)
    heading = Category.objects.get(space=harbour.space).id
    stale = text_of(hugo.post(path, **{**seen, "title": "hall", "category_id": heading}), 409)
    assert "It is now: lobby" in stale
    assert "It is now: None, above all categories" in stale
    assert f'value="{heading}" selected' in stale
    assert "title-error" in text_of(hugo.post(path, **{**seen, "title": ""}), 400)


def test_a_channel_is_deleted_once_its_name_was_typed(hugo: Browser, harbour: Harbour) -> None:
    path = f"/channels/{general_of(harbour.space).id}"
    assert "deletion-typed-error" in text_of(hugo.post(f"{path}/delete", typed="genera"), 400)
    assert titles(harbour) == ["TEXT", "general"]
    assert hugo.post(f"{path}/delete", typed="  GENERAL")["Location"] == harbour.path("/channels")
    assert titles(harbour) == ["TEXT"]
    assert hugo.get(path).status_code == 404


def test_a_category_is_renamed_and_deleted(hugo: Browser, harbour: Harbour) -> None:
    path = f"/categories/{Category.objects.get(space=harbour.space).id}"
    assert "with 1 channel" in hugo.read(path)
    assert hugo.post(path, title="Deck", version=1).status_code == 302
    assert titles(harbour) == ["DECK", "general"]
    stale = text_of(hugo.post(path, title="Hold", version=1), 409)
    assert "It is now: Deck" in stale
    assert 'name="version" value="2"' in stale
    assert titles(harbour) == ["DECK", "general"]
    assert hugo.post(f"{path}/delete").status_code == 302
    assert titles(harbour) == ["general"]
    assert hugo.get(path).status_code == 404


def test_what_is_hidden_from_a_steward_is_on_no_page(hugo: Browser, harbour: Harbour) -> None:
    secret = make(harbour, "bridge", is_private=True)
    assert "bridge" not in hugo.read("/channels")
    for rest in ("", "/permissions"):
        assert hugo.get(f"/channels/{secret}{rest}").status_code == 404
    for rest, fields in (("", {"title": "x", "version": 1}), ("/delete", {"typed": "bridge"})):
        assert hugo.post(f"/channels/{secret}{rest}", **fields).status_code == 404
    assert hugo.post("/channels/order", move=f"channel:up:{secret}").status_code == 404
    assert Conversation.objects.get(id=secret).title == "bridge"


def test_a_member_changes_no_channel(mika: Browser, harbour: Harbour) -> None:
    channel = general_of(harbour.space)
    assert mika.get(f"/channels/{channel.id}").status_code == 403
    for rest, fields in (
        ("/channels/new", {"title": "x", "channel_kind": "text"}),
        ("/channels/order", {"move": f"channel:up:{channel.id}"}),
        (f"/channels/{channel.id}", {"title": "x", "version": channel.version}),
        (f"/channels/{channel.id}/delete", {"typed": "general"}),
        ("/categories/new", {"title": "x"}),
        (f"/categories/{channel.category_id}", {"title": "x", "version": 1}),
        (f"/categories/{channel.category_id}/delete", {}),
    ):
        assert mika.post(rest, **fields).status_code == 403, rest
    assert titles(harbour) == ["TEXT", "general"]


def test_who_manages_one_channel_alone_comes_to_its_page(mika: Browser, harbour: Harbour) -> None:
    channel = general_of(harbour.space)
    set_override(
        actor=harbour.rosa,
        space_id=harbour.space.id,
        channel_id=channel.id,
        subject=Subject(user_id=harbour.mika.id),
        allow=["manage_channels"],
        deny=[],
    )
    path = f"/channels/{channel.id}"
    assert mika.get("/channels").status_code == 403
    text = mika.read(path)
    assert "Save changes" in text
    assert "Who may do what here" not in text
    changed = mika.post(path, title="lobby", category_id=channel.category_id, version=1)
    assert changed.status_code == 302
    assert titles(harbour) == ["TEXT", "lobby"]


def test_buttons_say_what_they_are_about(hugo: Browser, harbour: Harbour) -> None:
    text = hugo.read("/channels")
    for button in re.findall(r"<button.*?</button>", text):
        assert re.sub(r"<[^>]+>", "", button).strip()
