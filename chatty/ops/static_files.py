"""Collecting static files, only when they have changed."""

import hashlib
import inspect
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from chatty.core import bundle, javascript, static_storage

_FINGERPRINT_NAME = ".fingerprint"

# Folders that installed packages bring and no page of ours uses: half of the work of a first start.
_UNUSED_FOLDERS = ["admin", "redoc", "rest_framework"]


def collect_changed_static_files() -> bool:
    """Run collectstatic when a source file has changed since the last time; say whether it ran.

    The fingerprint is written last: an interrupted run is done again.
    """
    root = Path(settings.STATIC_ROOT)
    kept = root / _FINGERPRINT_NAME
    found = _fingerprint()
    if kept.is_file() and kept.read_text("ascii") == found:
        return False
    kept.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=_UNUSED_FOLDERS)
    kept.write_text(found, "ascii")
    return True


def _fingerprint() -> str:
    """Return a digest over name, size and time of every source file and the way they are stored."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for module in (static_storage, javascript, bundle):
        digest.update(inspect.getsource(module).encode())
    for line in sorted(_source_files()):
        digest.update(line.encode())
    return digest.hexdigest()


def _source_files() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list(_UNUSED_FOLDERS):
            status = os.stat(storage.path(name))  # noqa: PTH116 (thousands of files: no Path for each)
            yield f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n"
