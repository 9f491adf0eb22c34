"""Names of the folders that people sort their conversations into."""

from conversations.rules.titles import clean_title


def clean_folder(text: str | None, *, at_most: int) -> str:
    """The folder's name as it is kept, the rules being those of titles; empty for no folder.

    ValueError says what is wrong with it.
    """
    if not (text or "").strip():
        return ""
    return clean_title(text or "", at_most=at_most)
