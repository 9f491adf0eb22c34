"""Unwrapping many keys at once, by RFC 3394 (section 2.2.2).

Keys are unwrapped block by block, each depending on the one before, so one key cannot be hurried;
but the same step of all keys is one call of the cipher. A list of thousands of conversations spent
most of its time on doing it key by key.
"""

from array import array
from collections.abc import Sequence
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_ROUNDS: Final = 6
_WORD: Final = 8
# What the register holds in the end where key and master key belong together.
_CHECK: Final = bytes.fromhex("a6a6a6a6a6a6a6a6")


def unwrap_keys(wrapped: Sequence[bytes], *, master: bytes) -> list[bytes | None]:
    """The keys that `master` wrapped, all of one length; None for what it does not open."""
    if not wrapped:
        return []
    if len({len(one) for one in wrapped}) != 1 or len(wrapped[0]) % _WORD:
        raise ValueError("Wrapped keys of one length, in whole words, are unwrapped at once.")
    words = _columns(wrapped)
    register, blocks = words[0], words[1:]
    # AES alone, without a mode: of single blocks, as the RFC has it.
    cipher = Cipher(algorithms.AES(master), modes.ECB()).decryptor()  # noqa: S305 - RFC 3394
    both = array("Q", bytes(2 * _WORD * len(wrapped)))
    for step in range(_ROUNDS * len(blocks), 0, -1):
        place = (step - 1) % len(blocks)
        both[0::2] = _mixed(register, step)
        both[1::2] = blocks[place]
        opened = array("Q", cipher.update(both.tobytes()))
        register, blocks[place] = opened[0::2], opened[1::2]
    keys = _rows(blocks)
    return [
        key if check == _CHECK else None for key, check in zip(keys, _rows([register]), strict=True)
    ]


def _columns(wrapped: Sequence[bytes]) -> list[array[int]]:
    """Word by word: the first words of all keys, the second ones and so on."""
    count = len(wrapped[0]) // _WORD
    words = array("Q", b"".join(wrapped))
    return [words[place::count] for place in range(count)]


def _rows(columns: Sequence[array[int]]) -> list[bytes]:
    """`_columns` turned back."""
    size = len(columns) * _WORD
    words = array("Q", bytes(size * len(columns[0])))
    for place, column in enumerate(columns):
        words[place :: len(columns)] = column
    joined = words.tobytes()
    return [joined[start : start + size] for start in range(0, len(joined), size)]


def _mixed(register: array[int], step: int) -> array[int]:
    """The register of each key, with the number of the step mixed in."""
    raw = register.tobytes()
    number = int.from_bytes(step.to_bytes(_WORD, "big") * len(register), "big")
    return array("Q", (int.from_bytes(raw, "big") ^ number).to_bytes(len(raw), "big"))
