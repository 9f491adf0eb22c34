"""The four ways in which files are shown."""

from typing import Final, Literal

type KindName = Literal["image", "video", "audio", "file"]
MEDIA: Final[frozenset[KindName]] = frozenset({"image", "video", "audio"})


def is_allowed(kind: KindName, *, rule: str) -> bool:
    """Whether a conversation takes such files, by its setting `allowed_file_types`."""
    return rule == "all" or kind == "image" or (rule == "media" and kind in MEDIA)
