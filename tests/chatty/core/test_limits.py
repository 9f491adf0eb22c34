"""Limits come from the environment, and say which variable is wrong."""

import contextlib

import pytest

from chatty.core.limits import ALIASES, Limits, limits, override_limits, read_limits


def test_without_variables_the_limits_are_the_defaults() -> None:
    assert read_limits({}) == Limits()
    assert read_limits({"CHATTY_LIMIT_PAGE_SIZE": ""}) == Limits()


@pytest.mark.parametrize("name", Limits().values())
def test_every_limit_is_overridden_by_its_variable(name: str) -> None:
    found = read_limits({f"CHATTY_LIMIT_{name.upper()}": "7"}).values()
    assert found[name] == 7
    assert type(found[name]) is type(Limits().values()[name])
    assert {**found, name: None} == {**Limits().values(), name: None}


@pytest.mark.parametrize("name", ALIASES)
def test_the_contracts_own_names_override_too(name: str) -> None:
    assert read_limits({ALIASES[name]: "17"}).values()[name] == 17


def test_the_name_by_the_rule_wins_over_the_contracts() -> None:
    both = {"CHATTY_MESSAGES_PER_MINUTE": "17", "CHATTY_LIMIT_MESSAGES_PER_MINUTE": "18"}
    assert read_limits(both).messages_per_minute == 18


def test_a_limit_in_seconds_may_be_a_fraction() -> None:
    assert read_limits({"CHATTY_LIMIT_LOCK_SECONDS": "0.5"}).lock_seconds == 0.5


@pytest.mark.parametrize(
    "variable",
    ["CHATTY_MESSAGES_PER_MINUTE", "CHATTY_LIMIT_PAGE_SIZE", "CHATTY_LIMIT_LOCK_SECONDS"],
)
@pytest.mark.parametrize("text", ["many", "0", "-1", "nan", "inf", "1,5", "0x10", "9" * 5_000])
def test_a_wrong_value_names_its_variable(variable: str, text: str) -> None:
    if variable.endswith("LOCK_SECONDS") and text == "9" * 5_000:
        text = "1e999"
    with pytest.raises(ValueError, match=rf"^{variable} must be "):
        read_limits({variable: text})


def test_what_has_no_room_for_more_is_refused() -> None:
    assert read_limits({"CHATTY_LIMIT_POLL_OPTIONS_MAX": "64"}).poll_options_max == 64
    with pytest.raises(ValueError, match="CHATTY_LIMIT_POLL_OPTIONS_MAX must be at most 64"):
        read_limits({"CHATTY_LIMIT_POLL_OPTIONS_MAX": "65"})


def test_a_fraction_of_a_thing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"PAGE_SIZE must be a number, not '1\.5'"):
        read_limits({"CHATTY_LIMIT_PAGE_SIZE": "1.5"})


def test_overridden_limits_come_back_after_a_failure() -> None:
    before = limits.values()
    with contextlib.suppress(KeyError), override_limits(page_size=3, lock_seconds=0.1):
        assert (limits.page_size, limits.lock_seconds) == (3, 0.1)
        raise KeyError
    assert limits.values() == before


def test_overrides_nest() -> None:
    before = limits.page_size
    with override_limits(page_size=3):
        with override_limits(page_size=2):
            assert limits.page_size == 2
        assert limits.page_size == 3
    assert limits.page_size == before


def test_an_unknown_limit_is_refused_and_changes_nothing() -> None:
    before = limits.values()
    with (
        pytest.raises(AttributeError, match="no_such_limit"),
        override_limits(page_size=3, no_such_limit=1),
    ):
        pass
    assert limits.values() == before
