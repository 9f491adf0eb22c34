"""Privacy settings."""

import pytest

from accounts.rules.privacy import changed_privacy, privacy_of


def test_settings_never_chosen_have_their_default() -> None:
    assert privacy_of({}) == {"last_seen": "everyone", "forwards": "everyone"}


def test_a_change_keeps_what_it_does_not_name() -> None:
    before = {"last_seen": "nobody", "forwards": "contacts"}
    assert changed_privacy(before, {}) == before


@pytest.mark.parametrize("change", [{"last_seen": "friends"}, {"last_seen": None}, {"secret": "x"}])
def test_unknown_settings_and_values_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"is one of|no setting"):
        changed_privacy({}, change)
