"""What a browser is told to do with a file that it gets."""

from urllib.parse import quote

from attachments.rules.file_types import INLINE_TYPES

# What RFC 5987 lets stand as it is.
_PLAIN = "!#$&+-.^_`|~"


def content_disposition(file_name: str, *, mime_type: str, is_shown: bool) -> str:
    """The header: `inline` for what may be shown in a page and is no document of its own,
    `attachment` for all else. Sources: RFC 6266 §4, RFC 8187 §3.2.
    """
    verb = "inline" if is_shown and mime_type in INLINE_TYPES else "attachment"
    # For clients of before 2011; all others read what stands behind the star.
    plain = "".join(
        sign if " " <= sign <= "~" and sign not in '"\\%' else "_" for sign in file_name
    )
    return f"{verb}; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe=_PLAIN)}"
