"""What bytes are, whatever they are said to be."""

import pytest

from attachments.rules.disposition import content_disposition
from attachments.rules.file_types import INLINE_TYPES, found_type, shown_kind
from attachments.rules.kinds import is_allowed

PNG, JPEG, GIF = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF", b"GIF89a\1\0\1\0"
WEBP, WAV = b"RIFF\x24\0\0\0WEBPVP8 ", b"RIFF\x24\0\0\0WAVEfmt "
AVI = b"RIFF\x24\0\0\0AVI LIST"
MP4, M4A = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42"
AVIF, HEIC = b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
MOV = b"\0\0\0\x14ftypqt  \0\0\0\0qt  "
WEBM, MKV = b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\x82\x84webm", b"\x1aE\xdf\xa3\xa3B\x86\x81\1matroska"
OGG, MP3, AAC = (
    b"OggS\0\2" + bytes(22) + b"\1vorbis",
    b"\xff\xfb\x90\x64" + bytes(9),
    b"\xff\xf1P\x80",
)
SVG = b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>"
HTML = b"\xef\xbb\xbf\n<!-- x --><!DOCTYPE html><script>alert(1)</script>"
ZIP, EXE, PDF = b"PK\3\4\x14\0", b"MZ\x90\0", b"%PDF-1.7\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OCTETS = "application/octet-stream"

CASES = [
    (PNG, "image/png", "image/png", "image"),
    # In another format than it was said to be, a picture is a picture.
    (WEBP, "image/jpeg", "image/webp", "image"),
    (JPEG, "image/png", "image/jpeg", "image"),
    (AVIF, "image/avif", "image/avif", "image"),
    (GIF, OCTETS, "image/gif", "file"),
    (HEIC, "image/heic", "image/heic", "file"),
    (HEIC, "image/jpeg", "image/heic", "file"),
    (SVG, "image/svg+xml", "image/svg+xml", "file"),
    (SVG, "image/png", "image/svg+xml", None),
    (HTML, "image/png", "text/html", None),
    (HTML, "image/gif", "text/html", None),
    (EXE, "image/png", "application/x-msdownload", None),
    (EXE, "image/x-icon", "application/x-msdownload", None),
    (b"garbage\0", "image/png", OCTETS, None),
    (b"\0\0\1\0\1\0", "image/x-icon", OCTETS, "file"),
    (MP4, "video/mp4", "video/mp4", "video"),
    (MP4, "audio/mp4", "audio/mp4", "audio"),
    (M4A, "audio/x-m4a", "audio/mp4", "audio"),
    (MOV, "video/quicktime", "video/quicktime", "video"),
    (WEBM, "video/webm", "video/webm", "video"),
    (WEBM, "audio/webm", "audio/webm", "audio"),
    (MKV, "video/x-matroska", "video/x-matroska", "file"),
    (AVI, "video/x-msvideo", OCTETS, "file"),
    (OGG, "audio/ogg", "audio/ogg", "audio"),
    (MP3, "audio/mpeg", "audio/mpeg", "audio"),
    (b"ID3\4\0", "audio/mp3", "audio/mpeg", "audio"),
    (AAC, "audio/aac", "audio/aac", "audio"),
    (WAV, "audio/wav", "audio/wav", "audio"),
    (PNG, "video/mp4", "image/png", None),
    (HTML, "video/mp4", "text/html", None),
    (PDF, "audio/mpeg", "application/pdf", None),
    (PDF, "application/pdf", "application/pdf", "file"),
    (HTML, "text/plain", "text/html", "file"),
    (SVG, "text/plain", "image/svg+xml", "file"),
    (b"Good morning", "text/plain", "text/plain", "file"),
    (b"a,b\n" + "é".encode()[:1], "text/csv", "text/csv", "file"),
    (b"\0\1\2", "text/plain", OCTETS, "file"),
    (b"plain", "application/x-thing", OCTETS, "file"),
    (ZIP, DOCX, DOCX, "file"),
    (ZIP, "text/html", "application/zip", "file"),
    (EXE, DOCX, "application/x-msdownload", "file"),
    # Of two formats at once it is the one that its first bytes are.
    (GIF + HTML, "image/gif", "image/gif", "image"),
    (GIF + HTML, "text/html", "image/gif", "file"),
    (b"", "image/png", OCTETS, None),
]  # fmt: skip


@pytest.mark.parametrize("head, declared, found, kind", CASES)
def test_bytes_say_what_they_are(head: bytes, declared: str, found: str, kind: str | None) -> None:
    assert found_type(head, declared=declared) == found
    assert shown_kind(found, declared=declared) == kind


def test_nothing_that_runs_is_ever_shown() -> None:
    for name in ("image/svg+xml", "text/html", "application/pdf", "application/xml", "text/plain"):
        assert name not in INLINE_TYPES
        shown = content_disposition("x", mime_type=name, is_shown=True)
        assert shown.startswith("attachment; ")


@pytest.mark.parametrize(
    "name, header",
    [
        ("a.png", "inline; filename=\"a.png\"; filename*=UTF-8''a.png"),
        ('a"b\\c%.png', "inline; filename=\"a_b_c_.png\"; filename*=UTF-8''a%22b%5Cc%25.png"),
        ("né 日.png", "inline; filename=\"n_ _.png\"; filename*=UTF-8''n%C3%A9%20%E6%97%A5.png"),
        ("a\r\nX: y", "inline; filename=\"a__X: y\"; filename*=UTF-8''a%0D%0AX%3A%20y"),
    ],
)  # fmt: skip
def test_a_name_goes_into_a_header_and_no_further(name: str, header: str) -> None:
    assert content_disposition(name, mime_type="image/png", is_shown=True) == header
    assert content_disposition(name, mime_type="image/png", is_shown=False).startswith("attachment")


def test_a_conversation_says_which_kinds_it_takes() -> None:
    taken = {
        rule: {kind for kind in ("image", "video", "audio", "file") if is_allowed(kind, rule=rule)}
        for rule in ("all", "media", "images")
    }
    assert taken == {
        "all": {"image", "video", "audio", "file"},
        "media": {"image", "video", "audio"},
        "images": {"image"},
    }
