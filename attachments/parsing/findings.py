"""What is found in a file."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made of a file, as WebP. `kind` is a word of `DerivativeKind`."""

    kind: str
    width: int
    height: int
    data: bytes


@dataclass(slots=True)
class Findings:
    """`duration` in seconds; `waveform`, `thumbhash`: as `attachments.rules` say. `has_video`: of
    a recording, whether anything is to be seen.
    """

    width: int | None = None
    height: int | None = None
    duration: float | None = None
    waveform: bytes | None = None
    thumbhash: bytes | None = None
    has_video: bool = False
    pictures: list[Picture] = field(default_factory=list)
