"""Who may do what, as the table of the wire contract (§3) has it."""

import pytest

from conversations.rules.permissions import (
    PERMISSIONS,
    RANKS,
    effective_permissions,
    may_hand_out,
    outranks,
)

MEMBER = ["view", "send", "send_media", "react", "reply", "invite", "add_members", "start_call"]
MODERATOR = [*MEMBER, "pin", "mention_all", "remove_members", "manage_messages"]
ADMIN = [*MODERATOR, "ban", "manage_roles", "manage_conversation", "view_audit"]


@pytest.mark.parametrize(
    "kind, role, expected",
    [
        ("DM", "MEMBER", ["view", "send", "send_media", "react", "reply", "pin", "start_call"]),
        ("GROUP", "MEMBER", MEMBER),
        ("GROUP", "MODERATOR", MODERATOR),
        ("GROUP", "ADMIN", ADMIN),
        ("GROUP", "OWNER", list(PERMISSIONS)),
        ("CHANNEL", "MEMBER", ["view", "react"]),
        ("CHANNEL", "MODERATOR", MODERATOR),
        ("CHANNEL", "ADMIN", ADMIN),
        ("CHANNEL", "OWNER", list(PERMISSIONS)),
    ],
)
def test_a_role_holds_the_permissions_of_the_contract(
    kind: str, role: str, expected: list[str]
) -> None:
    assert effective_permissions(kind=kind, role=role) == set(expected)


def test_a_members_own_allow_and_deny_count_and_allow_wins() -> None:
    found = effective_permissions(
        kind="GROUP", role="MEMBER", allow=["pin", "send"], deny=["send", "react"]
    )
    assert found == (set(MEMBER) - {"react"}) | {"pin"}


def test_nobody_takes_anything_from_an_owner() -> None:
    everything = effective_permissions(kind="GROUP", role="OWNER", deny=PERMISSIONS)
    assert everything == set(PERMISSIONS)


@pytest.mark.parametrize(
    "role, other, does",
    [
        ("OWNER", "ADMIN", True),
        ("ADMIN", "MODERATOR", True),
        ("MODERATOR", "MEMBER", True),
        ("OWNER", "OWNER", False),
        ("MODERATOR", "MODERATOR", False),
        ("MODERATOR", "ADMIN", False),
        ("MEMBER", "OWNER", False),
    ],
)
def test_a_role_outranks_only_lower_ones(role: str, other: str, does: bool) -> None:
    assert outranks(role, other) is does


def test_an_archived_conversation_leaves_to_look_and_to_open_it_again() -> None:
    held = {
        role: effective_permissions(kind="GROUP", role=role, is_archived=True) for role in RANKS
    }
    assert held["MEMBER"] == held["MODERATOR"] == {"view"}
    assert held["ADMIN"] == held["OWNER"] == {"view", "manage_conversation"}
    named = effective_permissions(
        kind="GROUP", role="MEMBER", allow=["send", "manage_conversation"], is_archived=True
    )
    assert named == {"view", "manage_conversation"}


def test_owners_make_owners_and_others_only_what_is_below_them() -> None:
    given = {role: {other for other in RANKS if may_hand_out(role, other)} for role in RANKS}
    assert given == {
        "OWNER": {"MEMBER", "MODERATOR", "ADMIN", "OWNER"},
        "ADMIN": {"MEMBER", "MODERATOR"},
        "MODERATOR": {"MEMBER"},
        "MEMBER": set(),
    }
