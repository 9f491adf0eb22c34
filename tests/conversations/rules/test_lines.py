"""What happened, in words."""

from typing import Any

import pytest

from conversations.rules.lines import KINDS, line_text

WORDS: list[tuple[str, list[str], dict[str, Any], str]] = [
    ("members_added", ["Noor"], {}, "Amara added Noor"),
    ("members_added", ["Noor", "Ilse"], {}, "Amara added Noor and Ilse"),
    ("members_added", ["A", "B", "C"], {}, "Amara added A, B and C"),
    ("members_added", [*"ABCDEFG"], {}, "Amara added A, B, C, D, E and 2 more"),
    ("member_joined", [], {}, "Amara joined with an invite link"),
    ("member_left", [], {}, "Amara left"),
    ("member_removed", ["Noor"], {}, "Amara removed Noor"),
    ("member_banned", ["Noor"], {}, "Amara banned Noor"),
    ("role_changed", ["Noor"], {"role": "ADMIN"}, "Amara made Noor an admin"),
    ("role_changed", [], {"role": "MEMBER"}, "Amara is now a member"),
    ("owner_changed", ["Noor"], {}, "Amara made Noor the owner"),
    ("title_changed", [], {"title": "נמל"}, 'Amara changed the name to "נמל"'),
    ("topic_changed", [], {"topic": "Boats"}, 'Amara changed the description to "Boats"'),
    ("topic_changed", [], {"topic": ""}, "Amara removed the description"),
    ("slow_mode_changed", [], {"seconds": 30}, "Amara set slow mode to 30 seconds"),
    ("slow_mode_changed", [], {"seconds": 60}, "Amara set slow mode to 1 minute"),
    ("slow_mode_changed", [], {"seconds": 7_200}, "Amara set slow mode to 2 hours"),
    ("slow_mode_changed", [], {"seconds": 0}, "Amara turned slow mode off"),
    ("edit_window_changed", [], {"seconds": 900}, "Amara let messages be edited for 15 minutes"),
    ("edit_window_changed", [], {"seconds": 0}, "Amara let messages be edited at any time"),
    (
        "edit_history_changed",
        [],
        {"seen_by": "moderators"},
        "Amara let moderators alone see what messages said before they were edited",
    ),
    (
        "disappearing_changed",
        [],
        {"seconds": 86_400},
        "Amara set messages to disappear after 1 day",
    ),
    ("disappearing_changed", [], {"seconds": 0}, "Amara turned disappearing messages off"),
    ("retention_changed", [], {"days": 30}, "Amara set messages to be kept for 30 days"),
    ("retention_changed", [], {"days": 0}, "Amara set messages to be kept without end"),
    ("forwards_changed", [], {"allowed": True}, "Amara let messages be forwarded"),
    ("forwards_changed", [], {"allowed": False}, "Amara kept messages from being forwarded"),
    ("file_types_changed", [], {"allowed": "images"}, "Amara let pictures alone be sent here"),
    ("history_changed", [], {"visible": True}, "Amara let newcomers see earlier messages"),
    ("history_changed", [], {"visible": False}, "Amara hid earlier messages from newcomers"),
    ("archived", [], {}, "Amara archived this conversation for everyone"),
    ("unarchived", [], {}, "Amara opened this conversation again"),
]


@pytest.mark.parametrize("kind, whom, details, expected", WORDS)
def test_a_line_says_who_did_what(
    kind: str, whom: list[str], details: dict[str, Any], expected: str
) -> None:
    assert line_text(kind, who="Amara", whom=whom, details=details) == expected


def test_every_kind_has_its_words() -> None:
    assert {kind for kind, *_ in WORDS} == KINDS
