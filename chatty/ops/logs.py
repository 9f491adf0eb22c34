"""The log files of the children: opened for appending, kept small."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

KEEP_BYTES = 20 * 1024 * 1024
"""A log that grows beyond this moves to `<name>.1`, whose former content is dropped."""


def open_log(path: Path) -> BinaryIO:
    """Open a log for appending, readable by its owner only: logs name people by their ids."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(descriptor, "ab", buffering=0)


def trim_logs(folder: Path, *, keep_bytes: int = KEEP_BYTES) -> None:
    """Move the content of every log beyond `keep_bytes` to its `.1` file.

    The children keep their descriptors, so the file is copied and cut to length zero in place;
    they write in append mode and go on at its new end.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size > keep_bytes:
            kept = log.with_name(log.name + ".1")
            with suppress(OSError):  # On a full disk, room is worth more than old lines.
                shutil.copyfile(log, kept)
                kept.chmod(0o600)
            os.truncate(log, 0)


def last_lines(path: Path, *, count: int = 12, within_bytes: int = 16_384) -> list[str]:
    """Return up to `count` last lines of a log, none when there is no such file."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - within_bytes))
            return log.read().decode("utf-8", "replace").splitlines()[-count:]
    except FileNotFoundError:
        return []
