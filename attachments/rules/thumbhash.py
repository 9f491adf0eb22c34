"""ThumbHash: a blur of a picture in at most 25 bytes, shown while the picture is on its way.

Source: Evan Wallace, https://evanw.github.io/thumbhash/ (MIT licence). Each sum over the picture is
taken along its rows first, then along its columns, which is the same and takes a tenth of the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi
from typing import Final

LARGEST_SIDE: Final = 32
"""So many pixels a side are plenty for at most 7 waves; the scheme itself takes 100."""
# The waves of what differs in colour, of transparency, and of light in a picture with and without
# transparency.
_COLOUR, _ALPHA = 3, 5
_LIGHT: Final = {True: 5, False: 7}


@dataclass(frozen=True, slots=True)
class _Waves:
    """A channel as a mean, and how much of each wave there is, from 0 to 1 of `scale`."""

    mean: float
    scale: float
    amounts: list[float]


def thumbhash(width: int, height: int, rgba: bytes) -> bytes:
    """The hash of a picture of at most `LARGEST_SIDE` pixels a side, four bytes a pixel (red,
    green, blue, alpha; not premultiplied). ValueError for other sizes.
    """
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise ValueError("The picture is too large.")
    if len(rgba) != width * height * 4:
        raise ValueError("A pixel has four bytes.")
    light, yellow, red, alpha = _channels(rgba)
    has_alpha = sum(alpha) < width * height
    most, longer = _LIGHT[has_alpha], max(width, height)
    across = max(1, _round(most * width / longer))
    down = max(1, _round(most * height / longer))
    lights = _waves(light, width, height, max(3, across), max(3, down))
    yellows = _waves(yellow, width, height, _COLOUR, _COLOUR)
    reds = _waves(red, width, height, _COLOUR, _COLOUR)
    is_landscape = width > height
    first = (
        _round(63 * lights.mean)
        | _round(31.5 + 31.5 * yellows.mean) << 6
        | _round(31.5 + 31.5 * reds.mean) << 12
        | _round(31 * lights.scale) << 18
        | has_alpha << 23
    )
    second = (
        (down if is_landscape else across)
        | _round(63 * yellows.scale) << 3
        | _round(63 * reds.scale) << 9
        | is_landscape << 15
    )
    head = first.to_bytes(3, "little") + second.to_bytes(2, "little")
    amounts = lights.amounts + yellows.amounts + reds.amounts
    if has_alpha:
        alphas = _waves(alpha, width, height, _ALPHA, _ALPHA)
        head += bytes([_round(15 * alphas.mean) | _round(15 * alphas.scale) << 4])
        amounts += alphas.amounts
    return head + _halves(amounts)


def _channels(rgba: bytes) -> tuple[list[float], list[float], list[float], list[float]]:
    """Light, yellow against blue, red against green, and alpha; what is transparent shows the mean
    of what is not.
    """
    alpha = [value / 255 for value in rgba[3::4]]
    shown = sum(alpha)
    colours = []
    for channel in range(3):
        plain = [value / 255 for value in rgba[channel::4]]
        mean = sum(map(float.__mul__, plain, alpha)) / shown if shown else 0.0
        colours.append(
            [mean * (1 - a) + a * value for value, a in zip(plain, alpha, strict=True)],
        )
    pixels = list(zip(*colours, strict=True))
    light = [(r + g + b) / 3 for r, g, b in pixels]
    yellow = [(r + g) / 2 - b for r, g, b in pixels]
    red = [r - g for r, g, b in pixels]
    return light, yellow, red, alpha


def _waves(channel: Sequence[float], width: int, height: int, across: int, down: int) -> _Waves:
    rows = [channel[at : at + width] for at in range(0, len(channel), width)]
    along = [_wave(number, width) for number in range(across)]
    # Of each wave across what each row has of it.
    of_rows = [[sum(map(float.__mul__, wave, row)) for row in rows] for wave in along]
    mean, found = 0.0, []
    for number_down in range(down):
        wave = _wave(number_down, height)
        for number in range(across):
            if number * down >= across * (down - number_down):
                break
            amount = sum(map(float.__mul__, wave, of_rows[number])) / (width * height)
            if number or number_down:
                found.append(amount)
            else:
                mean = amount
    scale = max(map(abs, found), default=0.0)
    return _Waves(mean, scale, [0.5 + 0.5 * amount / scale if scale else 0.0 for amount in found])


def _wave(number: int, length: int) -> list[float]:
    return [cos(pi / length * number * (place + 0.5)) for place in range(length)]


def _halves(amounts: Sequence[float]) -> bytes:
    """Two amounts a byte, the first in its lower half."""
    fours = [_round(15 * amount) for amount in amounts]
    if len(fours) % 2:
        fours.append(0)
    return bytes(low | high << 4 for low, high in zip(fours[::2], fours[1::2], strict=True))


def _round(value: float) -> int:
    """As the source does: a half goes up."""
    return int(value + 0.5)
