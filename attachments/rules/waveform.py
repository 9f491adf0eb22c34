"""How loud a recording is, from its beginning to its end."""

from collections.abc import Sequence


def shape_waveform(peaks: Sequence[int], *, samples: int) -> bytes:
    """Peaks in even steps of time as at most `samples` bytes, of which the loudest is 255, so that
    one can see who speaks softly. Silence is all zeros; no peaks are no bytes.
    """
    count = min(samples, len(peaks))
    loudest = max(peaks, default=0)
    found = bytearray()
    for number in range(count):
        start, end = number * len(peaks) // count, (number + 1) * len(peaks) // count
        found.append(round(255 * max(peaks[start:end]) / loudest) if loudest else 0)
    return bytes(found)
