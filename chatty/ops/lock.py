"""One running instance per data folder."""

import fcntl
import os
from pathlib import Path

from chatty.ops.refusal import StartRefused


def hold_instance_lock(data_folder: Path) -> int:
    """Take the data folder for this process and return the descriptor that holds it.

    An flock ends with its holder, also after kill -9, so there is no stale lock to clear away.
    Python opens descriptors close-on-exec: a child that outlives us does not keep the lock.

    Raises StartRefused when another instance has the folder, or another user its lock.
    """
    path = data_folder / "instance.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StartRefused(
            f"Cannot open {path} ({error.strerror}). Start Chatty as the user who started it "
            f"before, or name another folder: ./bin/up --data <folder>"
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise StartRefused(
            f"Chatty already runs on the data in {data_folder} (process {holder or 'unknown'}). "
            f"Stop it first, or name another folder: ./bin/up --data <folder>"
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
    return descriptor
