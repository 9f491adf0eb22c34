"""Free space: a database that runs out of it stops in the middle of its work."""

import os
from pathlib import Path

from chatty.ops.refusal import StartRefused

MINIMUM_FREE_BYTES = 100 * 1024 * 1024
"""A new cluster takes about 45 MB, its write-ahead log grows in steps of 16 MB."""


def free_bytes(folder: Path) -> int:
    """Return how many bytes the users of this machine may still write below `folder`."""
    usage = os.statvfs(folder)
    return usage.f_bavail * usage.f_frsize


def require_free_space(folder: Path, *, minimum_bytes: int = MINIMUM_FREE_BYTES) -> None:
    """Raise StartRefused when fewer than `minimum_bytes` are free below `folder`."""
    free = free_bytes(folder)
    if free < minimum_bytes:
        raise StartRefused(
            f"The disk is nearly full: {free // 2**20} MB are free in {folder}, Chatty needs "
            f"{minimum_bytes // 2**20} MB to start. Free some space and start again."
        )
