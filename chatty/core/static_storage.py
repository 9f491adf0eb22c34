"""Static files with their hash in the name, JavaScript imports included, compressed once."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from chatty.core.javascript import minify

# Collected path -> where the file is, and its path there.
Paths = dict[str, tuple[Any, str]]


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Names change with content, so browsers may keep every file for ever."""

    support_js_module_import_aggregation = True
    # A name depends on the names of what is imported: one pass for each step of the longest chain.
    max_post_process_passes = 30

    def post_process(self, paths: Paths, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Yield what was done to each file; our own modules are hashed, and sent, minified."""
        given = {name: (_sent(name, place), path) for name, (place, path) in paths.items()}
        yield from super().post_process(given, *args, **kwargs)


def _sent(name: str, place: Storage) -> "Storage | _Minified":
    # What others wrote stays as they did: its text is checked against their packages.
    own = name.startswith("js/") and name.endswith(".js") and "/vendor/" not in name
    return _Minified(place) if own else place


class _Minified:
    """A folder of modules as they are sent."""

    def __init__(self, place: Storage) -> None:
        self._place = place
        self._known: dict[str, bytes] = {}

    def open(self, path: str) -> "File[bytes]":
        """Return the module, made smaller once: it is read again in every pass."""
        if path not in self._known:
            with self._place.open(path) as written:
                self._known[path] = minify(written.read())
        return ContentFile(self._known[path])
