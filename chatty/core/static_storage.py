"""Static files with their hash in the name, JavaScript imports included, compressed once."""

from typing import Any

from django.core.files.base import ContentFile
from rjsmin import jsmin  # type: ignore[import-untyped]  # it ships no types
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Names change with content, so browsers may keep every file for ever."""

    support_js_module_import_aggregation = True
    # A name depends on the names of what is imported: one pass for each step of the longest chain.
    max_post_process_passes = 30

    def _save(self, name: str, content: Any) -> str:
        """Our own modules go out without comments and white space: a third less to load."""
        if name.startswith("js/") and name.endswith(".js") and "/vendor/" not in name:
            content = ContentFile(jsmin(b"".join(content.chunks())))
        saved: str = super()._save(name, content)
        return saved
