"""What is too much."""

from dataclasses import dataclass


class RefusedError(Exception):
    """A file that is not read: broken, or too much of something. The text is a word for why."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a file may hold, how large the pictures of it become (the longer side, in pixels),
    and what a process that reads it may take.
    """

    pixels: int
    frames: int
    streams: int
    small_side: int
    large_side: int
    samples: int
    memory_bytes: int
    cpu_seconds: int
