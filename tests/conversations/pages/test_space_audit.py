"""The audit log of a space in plain words."""

from typing import Any

import pytest

from accounts.models import AuditEntry, User
from conversations.operations.channels import create_space_channel
from conversations.operations.moving import move_channel
from conversations.operations.space_roles import change_role
from conversations.operations.space_standing import change_space_member
from conversations.operations.spaces import change_space
from conversations.pages.audit_words import ACTIONS, Names, changes_of, sentence_of
from tests.conversations.pages.conftest import Browser, Harbour, text_of


def said(action: str, details: dict[str, Any], *, is_hidden: bool = False) -> str:
    return sentence_of(
        actor="Rosa", action=action, details=details, names=Names(), is_hidden=is_hidden
    )


def test_what_was_done_is_told_newest_first(hugo: Browser, harbour: Harbour) -> None:
    space_id = harbour.space.id
    change_role(
        actor=harbour.rosa,
        space_id=space_id,
        role_id=harbour.crew.id,
        changes={"allow": ["pin"], "colour": "p5"},
    )
    change_space_member(
        actor=harbour.hugo,
        space_id=space_id,
        user_id=harbour.mika.id,
        changes={"nickname": "<b>M</b>"},
    )
    change_space(actor=harbour.rosa, space_id=space_id, changes={"joining": "open"})
    text = hugo.read("/audit")
    told = [
        "<bdi>rosa</bdi> changed the space",
        "<bdi>hugo</bdi> changed the nickname of <bdi>mika</bdi>",
        "<bdi>rosa</bdi> changed the role <bdi>Crew</bdi>",
        "<bdi>rosa</bdi> made the role <bdi>Stewards</bdi>",
        "<bdi>rosa</bdi> made the space",
    ]
    places = [text.index(sentence) for sentence in told]
    assert places == sorted(places)
    assert "Who may join: <del><bdi>Only people with an invite</bdi></del>" in text
    assert "<ins><bdi>Pin messages</bdi></ins>" in text
    assert "<ins><bdi>Blue</bdi></ins>" in text
    assert "&lt;b&gt;M&lt;/b&gt;" in text


def test_the_log_is_filtered_and_comes_page_by_page(hugo: Browser, harbour: Harbour) -> None:
    text = hugo.read("/audit?action=space.role_create")
    assert "made the role" in text
    assert "made the space" not in text
    assert '<option value="space.role_create" selected>' in text
    first = hugo.read("/audit?action=space.role_create&limit=1")
    assert "action=space.role_create" in first.split("cursor=")[1].split('"')[0]
    for wrong in ("action=%00", f"action={'x' * 65}", "cursor=x"):
        assert hugo.get(f"/audit?{wrong}").status_code == 400, wrong
    assert "Nothing of this kind was done." in hugo.read("/audit?action=no.such")


def test_a_hidden_channel_is_in_no_sentence(rosa: Browser, hugo: Browser, harbour: Harbour) -> None:
    made = create_space_channel(
        actor=harbour.rosa, space_id=harbour.space.id, title="bridge", is_private=True
    )
    assert "bridge" in rosa.read("/audit")
    text = hugo.read("/audit")
    assert "bridge" not in text
    assert made["id"] not in text
    assert "changed a channel that you do not see" in text


def test_a_member_reads_none_of_it(mika: Browser, leo: Browser) -> None:
    assert mika.get("/audit").status_code == 403
    assert leo.get("/audit").status_code == 404


def test_every_action_has_its_own_words(harbour: Harbour) -> None:
    other = said("space.something_new", {})
    assert other == "<bdi>Rosa</bdi>: <bdi>space.something_new</bdi>"
    assert said("example.played", {}) == "<bdi>Rosa</bdi> made this space as an example"
    both = {
        "before": {"nickname": None, "role_ids": []},
        "after": {"nickname": "M", "role_ids": ["x"]},
    }
    assert "roles and nickname of" in said("space.member_change", both)
    for action in ACTIONS:
        assert "space." not in said(action, {}), action
    recorded = AuditEntry.objects.filter(target_id=str(harbour.space.id))
    for action in set(recorded.values_list("action", flat=True)):
        assert "space." not in said(action, {})


@pytest.mark.parametrize(
    ("field", "before", "after", "words"),
    [
        ("is_discoverable", False, True, ("no", "yes")),
        ("rules", "", "Be kind.", ("none", "Be kind.")),
        ("rules", "x" * 300, "y", ("x" * 200 + "…", "y")),
        ("category_id", None, "x", ("above all categories", "one that is gone")),
        ("expires_at", None, "2026-11-21T10:00:00.000Z", ("never", "21 November 2026, 10:00")),
        ("max_uses", None, 5, ("any number of people", "5 at most")),
        ("role_ids", [], ["x"], ("none", "a role that is gone")),
        ("colour", None, "p8", ("None", "Rose")),
    ],
)
def test_what_was_changed_is_in_words(
    field: str, before: Any, after: Any, words: tuple[str, str]
) -> None:
    details = {"before": {field: before}, "after": {field: after}}
    (change,) = changes_of(action="space.change", details=details, names=Names())
    assert (change.before, change.after) == words


def test_what_did_not_change_is_not_told() -> None:
    details = {"before": {"name": "A", "rules": ""}, "after": {"name": "A", "rules": None}}
    assert changes_of(action="space.change", details=details, names=Names()) == []
    assert changes_of(action="space.change", details={"after": "odd"}, names=Names()) == []


def test_an_entry_of_nobody_is_the_servers(hugo: Browser, harbour: Harbour) -> None:
    AuditEntry.objects.create(
        actor=None, action="space.change", target_type="space", target_id=str(harbour.space.id)
    )
    assert "<bdi>Chatty</bdi> changed the space" in hugo.read("/audit")


def test_what_somebody_did_bears_their_name_when_they_are_gone(
    hugo: Browser, harbour: Harbour
) -> None:
    change_space_member(
        actor=harbour.hugo,
        space_id=harbour.space.id,
        user_id=harbour.mika.id,
        changes={"role_ids": [harbour.crew.id]},
    )
    User.objects.filter(id=harbour.mika.id).update(is_active=False)
    assert "changed the roles of <bdi>mika</bdi>" in text_of(hugo.get("/audit"), 200)


def test_a_step_of_a_channel_is_one_entry(hugo: Browser, harbour: Harbour) -> None:
    made = create_space_channel(actor=harbour.rosa, space_id=harbour.space.id, title="news")
    move_channel(actor=harbour.hugo, space_id=harbour.space.id, channel_id=made["id"], by=1)
    assert hugo.read("/audit").count("put channels and categories in another order") == 1
