"""Which bytes of a file a request asks for (RFC 9110 §14)."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """From `start` to before `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes these are."""
        return self.end - self.start


class UnsatisfiableError(ValueError):
    """Nothing of what was asked for is in the file."""


def read_range(header: str | None, *, size: int) -> ByteRange | None:
    """The one range that a `Range` header asks for, cut at the end of the file; None for the whole
    file: no header, one that cannot be read, or several ranges, all of which may be answered so.
    UnsatisfiableError.
    """
    found = _ONE_RANGE.fullmatch(header.strip()) if header else None
    if found is None or found.group() == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise UnsatisfiableError
        return ByteRange(size - length, size)
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableError
    return ByteRange(start, end)
