"""Sealed bytes open with their key in their place, and nowhere else."""

import pytest

from chatty.core.encryption.envelope import (
    SealBroken,
    additional_data,
    open_sealed,
    seal,
    sealed_key_version,
)
from chatty.core.encryption.keyring import KeyUnavailable, new_data_key

KEY = new_data_key()
PLACE = additional_data("messages", b"room", b"message", 1)


def sealed_text(text: bytes = b"hello", *, key_version: int = 3) -> bytes:
    """Text, sealed in its place."""
    return seal(text, key=KEY, key_version=key_version, bound_to=PLACE)


def open_in_place(sealed: bytes, *, key: bytes = KEY, bound_to: bytes = PLACE) -> bytes:
    """What opens there with that key."""
    return open_sealed(sealed, key_of=lambda _version: key, bound_to=bound_to)


@pytest.mark.parametrize("text", [b"", b"x", "é😀".encode(), b"\0" * 32_000])
def test_what_is_sealed_opens(text: bytes) -> None:
    sealed = sealed_text(text)
    assert len(sealed) == 3 + 12 + len(text) + 16
    assert open_in_place(sealed) == text


def test_sealing_twice_gives_different_bytes() -> None:
    assert len({sealed_text() for _ in range(100)}) == 100


def test_sealed_bytes_name_their_key() -> None:
    asked: list[int] = []

    def key_of(version: int) -> bytes:
        asked.append(version)
        return KEY

    open_sealed(sealed_text(key_version=65_535), key_of=key_of, bound_to=PLACE)
    assert asked == [65_535]
    assert sealed_key_version(sealed_text(key_version=1)) == 1


def test_a_wrong_key_does_not_open() -> None:
    with pytest.raises(SealBroken):
        open_in_place(sealed_text(), key=new_data_key())


def test_a_missing_key_is_the_callers_error() -> None:
    def key_of(version: int) -> bytes:
        raise KeyUnavailable(str(version))

    with pytest.raises(KeyUnavailable, match="3"):
        open_sealed(sealed_text(), key_of=key_of, bound_to=PLACE)


@pytest.mark.parametrize("place", range(3, 3 + 12 + 5 + 16))
def test_a_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(sealed_text())
    sealed[place] ^= 1
    with pytest.raises(SealBroken):
        open_in_place(bytes(sealed))


@pytest.mark.parametrize(
    "place",
    [
        b"",
        PLACE + b"\0",
        additional_data("messages", b"room", b"message", 2),
        additional_data("messages", b"room", b"another", 1),
        additional_data("messages", b"elsewhere", b"message", 1),
        additional_data("drafts", b"room", b"message", 1),
    ],
)
def test_what_was_moved_to_another_place_does_not_open(place: bytes) -> None:
    with pytest.raises(SealBroken):
        open_in_place(sealed_text(), bound_to=place)


@pytest.mark.parametrize("length", [0, 1, 3, 15, 30])
def test_what_is_too_short_is_broken(length: int) -> None:
    with pytest.raises(SealBroken, match="too short"):
        open_in_place(sealed_text()[:length])


def test_an_unknown_format_is_broken() -> None:
    with pytest.raises(SealBroken, match="Unknown format 2"):
        open_in_place(b"\x02" + sealed_text()[1:])


def test_no_two_lists_of_parts_give_the_same_data() -> None:
    assert additional_data("ab", "c") != additional_data("a", "bc")
    assert additional_data("a", "") != additional_data("a")
    assert additional_data("a", "") != additional_data("", "a")
    assert additional_data() == b""


def test_a_seal_that_breaks_shows_no_text() -> None:
    with pytest.raises(SealBroken) as caught:
        open_in_place(sealed_text(b"secret"), bound_to=b"")
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__
