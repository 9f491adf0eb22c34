"""Static files with their hash in the name, JavaScript imports included, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Names change with content, so browsers may keep every file for ever."""

    support_js_module_import_aggregation = True
    # A name depends on the names of what is imported: one pass for each step of the longest chain.
    max_post_process_passes = 30
