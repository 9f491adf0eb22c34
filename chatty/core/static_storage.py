"""Static files with their hash in the name, JavaScript imports included, compressed once."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from chatty.core.bundle import FIRST, Bundle
from chatty.core.javascript import minify

# Collected path -> where the file is, and its path there.
Paths = dict[str, tuple[Any, str]]

# Of the one page with more than a few modules.
_ENTRY = "js/app.js"


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Names change with content, so browsers may keep every file for ever."""

    support_js_module_import_aggregation = True
    sends_bundle = True
    # A name depends on the names of what is imported: one pass for each step of the longest chain.
    max_post_process_passes = 30

    def post_process(self, paths: Paths, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Yield what was done to each file; our own modules are hashed, and sent, minified, and
        those that the page needs first as one.
        """
        # Nothing was collected, and nothing may be written.
        if kwargs.get("dry_run"):
            return
        sources = {name: _minified(place, path) for name, (place, path) in _own(paths).items()}
        if _ENTRY in sources:
            bundle = Bundle(sources, _ENTRY)
            sources = {name: bundle.sent(name) for name in sources}
            sources[FIRST] = bundle.text
            # What names it is hashed before it, and looks for a file.
            self.delete(FIRST)
            self._save(FIRST, ContentFile(bundle.text))
        sent = _Sent(sources)
        given = {**paths, **{name: (sent, name) for name in sources}}
        yield from super().post_process(given, *args, **kwargs)


def _own(paths: Paths) -> Paths:
    # What others wrote stays as they did: its text is checked against their packages.
    return {
        name: place
        for name, place in paths.items()
        if name.startswith("js/") and name.endswith(".js") and "/vendor/" not in name
    }


def _minified(place: Storage, path: str) -> bytes:
    with place.open(path) as written:
        return minify(written.read())


class _Sent:
    """Modules as they are sent, by their static names."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self._sources = sources

    def open(self, name: str) -> "File[bytes]":
        """Return a module: it is read again in every pass."""
        return ContentFile(self._sources[name])
