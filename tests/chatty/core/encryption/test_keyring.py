"""Master keys: reading them, wrapping with the first, opening with all."""

import base64

import pytest
from pytest_django import Settings

from chatty.core.encryption.keyring import (
    KeyUnavailable,
    installed_keyring,
    new_data_key,
    read_keyring,
)

FIRST, SECOND = bytes(range(32)), bytes(range(32, 64))


def pair(number: int, key: bytes) -> str:
    """A key as the environment writes it."""
    return f"{number}:{base64.b64encode(key).decode()}"


def test_the_first_key_is_the_primary() -> None:
    ring = read_keyring(f" {pair(7, FIRST)}, {pair(2, SECOND)},")
    assert ring.primary == 7
    assert ring.keys == {7: FIRST, 2: SECOND}


def test_what_is_wrapped_is_unwrapped() -> None:
    ring, key = read_keyring(pair(258, FIRST)), new_data_key()
    wrapped = ring.wrap(key)
    assert (len(wrapped), wrapped[:2]) == (42, b"\x01\x02")
    assert key not in wrapped
    assert ring.unwrap(wrapped) == key


def test_a_new_primary_wraps_and_the_old_key_still_opens() -> None:
    key = new_data_key()
    old = read_keyring(pair(1, FIRST)).wrap(key)
    rotated = read_keyring(f"{pair(2, SECOND)},{pair(1, FIRST)}")
    assert rotated.unwrap(old) == key
    renewed = rotated.wrap(rotated.unwrap(old))
    assert read_keyring(pair(2, SECOND)).unwrap(renewed) == key


def test_a_key_that_is_not_in_the_ring_is_unavailable() -> None:
    wrapped = read_keyring(pair(1, FIRST)).wrap(new_data_key())
    with pytest.raises(KeyUnavailable, match="Master key 1 is not in CHATTY_ENCRYPTION_KEYS"):
        read_keyring(pair(2, SECOND)).unwrap(wrapped)


def test_another_key_under_the_same_id_does_not_open() -> None:
    wrapped = read_keyring(pair(1, FIRST)).wrap(new_data_key())
    with pytest.raises(KeyUnavailable, match="Master key 1 does not open"):
        read_keyring(pair(1, SECOND)).unwrap(wrapped)


@pytest.mark.parametrize("place", range(2, 42, 3))
def test_a_changed_byte_is_noticed(place: int) -> None:
    ring = read_keyring(pair(1, FIRST))
    wrapped = bytearray(ring.wrap(new_data_key()))
    wrapped[place] ^= 1
    with pytest.raises(KeyUnavailable):
        ring.unwrap(bytes(wrapped))


@pytest.mark.parametrize("length", [0, 1, 2, 10, 34, 41])
def test_a_wrapped_key_that_is_cut_short_is_unavailable(length: int) -> None:
    ring = read_keyring(pair(1, FIRST))
    with pytest.raises(KeyUnavailable):
        ring.unwrap(ring.wrap(new_data_key())[:length])


def test_many_are_unwrapped_at_once_and_none_takes_another_along() -> None:
    """Each as by itself: of two master keys, and with what does not open among them."""
    ring = read_keyring(f"{pair(2, SECOND)},{pair(1, FIRST)}")
    old = read_keyring(pair(1, FIRST))
    keys = [new_data_key() for _ in range(40)]
    wrapped = [(ring if place % 3 else old).wrap(key) for place, key in enumerate(keys)]
    assert ring.unwrap_many(wrapped) == keys
    assert ring.unwrap_many([]) == []
    foreign = read_keyring(pair(9, FIRST)).wrap(new_data_key())
    changed = bytearray(wrapped[3])
    changed[-1] ^= 1
    spoilt = [*wrapped[:3], bytes(changed), foreign, wrapped[5][:-1], b"", wrapped[6]]
    assert ring.unwrap_many(spoilt) == [*keys[:3], None, None, None, None, keys[6]]


@pytest.mark.parametrize("place", range(2, 42))
def test_of_many_a_changed_byte_is_noticed_too(place: int) -> None:
    ring = read_keyring(pair(1, FIRST))
    wrapped = bytearray(ring.wrap(new_data_key()))
    wrapped[place] ^= 1
    assert ring.unwrap_many([bytes(wrapped)]) == [None]


SECRET = base64.b64encode(b"correct horse battery staple 32!").decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        SECRET,
        f"a:{SECRET}",
        f"{SECRET}:1",
        f"0:{SECRET}",
        f"65536:{SECRET}",
        f"-1:{SECRET}",
        f"²:{SECRET}",
        f"1:{SECRET}!",
        f"1:{SECRET}é",
        f"1:{SECRET[:-4]}",
        f"1:{SECRET}{SECRET}",
        f"1:{SECRET},1:{SECRET}",
        "1:",
        "1",
    ],
)
def test_a_wrong_keyring_names_its_variable_and_shows_no_key(text: str) -> None:
    with pytest.raises(ValueError, match=r"^CHATTY_ENCRYPTION_KEYS") as caught:
        read_keyring(text)
    assert SECRET[:12] not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ is (caught.value.__context__ is not None)


def test_a_keyring_in_a_message_shows_no_key() -> None:
    ring = read_keyring(f"1:{SECRET}")
    assert "battery" not in f"{ring}{ring!r}"


def test_a_process_without_keys_says_which_variable_is_missing(settings: Settings) -> None:
    settings.KEYRING = None
    with pytest.raises(KeyUnavailable, match="CHATTY_ENCRYPTION_KEYS"):
        installed_keyring()


def test_a_process_with_keys_has_a_keyring() -> None:
    assert len(installed_keyring().keys) >= 1


def test_no_two_data_keys_are_the_same() -> None:
    made = {new_data_key() for _ in range(100)}
    assert {len(key) for key in made} == {32}
    assert len(made) == 100
