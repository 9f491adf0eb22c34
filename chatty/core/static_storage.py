"""Static files with their hash in the name, JavaScript imports included, compressed once."""

from collections.abc import Collection, Iterator, Mapping
from posixpath import normpath
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Name -> the files that name it; and those of them whose text holds a former name of it.
        self._named_in: dict[str, set[str]] = {}
        self._outdated: set[str] | None = None
        self._read = ""

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
        self._outdated = None
        yield from super().post_process(given, *args, **kwargs)

    def compress_files(self, paths: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield what was compressed: no maps of scripts, which only developers ask for."""
        yield from super().compress_files({path for path in paths if not path.endswith(".map")})

    def url_converter(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Return what puts the hashed names into a file; which ones is remembered."""
        self._read = name
        return super().url_converter(name, *args, **kwargs)

    def _stored_name(self, name: str, hashed_files: dict[str, str]) -> Any:
        self._named_in.setdefault(normpath(name), set()).add(self._read)
        return super()._stored_name(name, hashed_files)

    def _post_process(
        self, paths: Paths, adjustable: Collection[str], hashed_files: dict[str, str]
    ) -> Iterator[Any]:
        """Do one pass: the first over all files, a later one over what the last left outdated."""
        known = dict(hashed_files)
        outdated, is_first = self._outdated or set(), self._outdated is None
        self._outdated = waiting = set()
        wanted = {name: paths[name] for name in paths if is_first or name in outdated}
        for name, hashed_name, processed, changed in super()._post_process(
            wanted, adjustable, hashed_files
        ):
            waiting.discard(name)
            if hashed_name != known.get(name):
                waiting |= self._named_in.get(name, set())
            yield name, hashed_name, processed, changed


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
