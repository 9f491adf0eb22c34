"""The blur of a picture, and how loud a recording is."""

from collections.abc import Callable

import pytest

from attachments.rules.thumbhash import thumbhash
from attachments.rules.waveform import shape_waveform


def drawn(width: int, height: int, pixel: Callable[[int, int], tuple[int, ...]]) -> bytes:
    return bytes(part for y in range(height) for x in range(width) for part in pixel(x, y))


@pytest.mark.parametrize(
    "width, height, pixel, expected",
    # What the scheme's own encoder (thumbhash 0.1.1 of npm) says of these pictures.
    [
        (32, 20, lambda x, y: (x * 8 % 256, y * 12 % 256, x * y % 256, 255),
         "db180e1c9a607677708878867886f4960ff788"),
        (9, 31, lambda x, y: (x * 28, y * 8, 255 - y * 8, x * y * 3 % 256),
         "a0f885290815c09977787896a00bfb5730657299935969"),
        (1, 1, lambda _x, _y: (255, 0, 0, 255),
         "d5fb2b077f08f708888788708f7088f80888808008088800"),
        (4, 4, lambda _x, _y: (1, 2, 3, 0),
         "00088205000000000000000000000000000000000000000000"),
    ],
)  # fmt: skip
def test_the_hash_is_the_schemes_own(
    width: int, height: int, pixel: Callable[[int, int], tuple[int, ...]], expected: str
) -> None:
    assert thumbhash(width, height, drawn(width, height, pixel)).hex() == expected


def test_other_sizes_are_refused() -> None:
    for width, height, data in ((33, 1, bytes(132)), (0, 1, b""), (2, 2, bytes(15))):
        with pytest.raises(ValueError, match=r"picture|pixel"):
            thumbhash(width, height, data)


def test_a_waveform_shows_the_loudest_of_each_stretch() -> None:
    assert list(shape_waveform([1, 2, 8, 4], samples=2)) == [64, 255]
    assert list(shape_waveform([0, 0], samples=128)) == [0, 0]
    assert shape_waveform([], samples=128) == b""
    assert len(shape_waveform(range(1, 1_001), samples=128)) == 128
