"""What is set, and what holds where nothing is."""

from conversations.rules.settings import DEFAULTS, complete_settings


def test_what_was_never_set_has_its_default() -> None:
    assert complete_settings({}) == DEFAULTS
    assert complete_settings({"slow_mode_seconds": 5}) == {**DEFAULTS, "slow_mode_seconds": 5}


def test_what_is_none_of_ours_is_left_out() -> None:
    assert complete_settings({"colour": "red"}) == DEFAULTS
