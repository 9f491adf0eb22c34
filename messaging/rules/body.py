"""The text of a message."""

from messaging.rules.markup import without_markup

# So much of a body is read for an excerpt, in code points: markup is longer than what it says.
_READ_AT_MOST = 2_000


def clean_body(text: str, *, at_most: int) -> str:
    """The body as it is kept. ValueError says what is wrong: `clean_text`, and nothing in it."""
    body = clean_text(text, at_most=at_most)
    if not body or body.isspace():
        raise ValueError("Write something.")
    return body


def clean_text(text: str, *, at_most: int) -> str:
    """CRLF becomes LF, all else stays as sent, direction marks included.

    ValueError says what is wrong: too long, or text that is no Unicode.
    """
    body = text.replace("\r\n", "\n")
    if len(body) > at_most:
        raise ValueError(f"A message holds at most {at_most} characters, not {len(body)}.")
    if "\0" in body:
        raise ValueError("The text holds U+0000.")
    try:
        body.encode()
    except UnicodeEncodeError:
        raise ValueError("The text holds half of a surrogate pair.") from None
    return body


def excerpt(body: str, *, at_most: int) -> str:
    """The start of a body on one line, less its markup, for quotes and lists."""
    line = " ".join(without_markup(body[:_READ_AT_MOST]).split())
    return line if len(line) <= at_most else f"{line[: at_most - 1].rstrip()}…"
