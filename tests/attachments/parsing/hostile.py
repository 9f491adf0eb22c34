"""Files that somebody made to do harm, made by the tests: each with its type, and what becomes of
it.
"""

import random
import struct
import zlib
from dataclasses import dataclass

from tests.attachments.parsing.media import animation, box, exif, film, photo, picture, recording


@dataclass(frozen=True)
class Hostile:
    """`refused`: the words for why it is not read, of which one is said; none where it is."""

    name: str
    mime_type: str
    data: bytes
    refused: tuple[str, ...]


BROKEN = ("broken",)
# What takes too much ends in one of these, by what runs out first.
TOO_MUCH = ("broken", "too_large", "too_many_pixels")


def corpus() -> list[Hostile]:
    """All of them."""
    return [*_pictures(), *_recordings(), *_documents()]


def _pictures() -> list[Hostile]:
    png, jpeg = picture(size=(400, 300)), photo((400, 300))
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    return [
        Hostile("100,000 by 100,000", "image/png", png_of(100_000, 100_000), ("too_many_pixels",)),
        Hostile("widest", "image/png", png_of(2**31 - 1, 1), ("too_many_pixels", "broken")),
        Hostile("no pixels", "image/png", png_of(0, 0), BROKEN),
        # 49 million pixels in 48 KB, which are read: as many as a good camera takes.
        Hostile("bomb", "image/png", png_of(7_000, 7_000, whole=True), ()),
        Hostile("bomb over the bound", "image/png", png_of(8_000, 8_000, whole=True),
                ("too_many_pixels",)),
        Hostile("JPEG of 65,535", "image/jpeg", _resized(jpeg), ("too_many_pixels",)),
        Hostile("WebP of 16,384", "image/webp", _webp(16_383, 16_383), ("too_many_pixels",)),
        Hostile("many frames", "image/gif", animation(501), ("too_many_frames",)),
        Hostile("GIF without an end", "image/gif", animation(3)[:-60] + b"\xff" * 4_000, ()),
        Hostile("cut in half", "image/png", png[: len(png) // 2], BROKEN),
        Hostile("cut at the header", "image/jpeg", jpeg[:700], BROKEN),
        Hostile("nothing but a mark", "image/jpeg", b"\xff\xd8\xff", BROKEN),
        Hostile("noise", "image/webp", b"RIFF" + _noise(4_000), BROKEN),
        Hostile("AVIF of noise", "image/avif", box(b"ftyp", b"avif") + _noise(4_000), BROKEN),
        # Two files in one: what follows the picture is nobody's business here.
        Hostile("PNG and page", "image/png", png + b"<html><script>alert(1)</script>", ()),
        Hostile("GIF and program", "image/gif", b"GIF89a/*" + script + b"*/=1;alert(1)", BROKEN),
        Hostile("JPEG and archive", "image/jpeg", jpeg + b"PK\x03\x04" + _noise(2_000), ()),
        Hostile("SVG by name", "image/png", script, BROKEN),
        # Data of cameras that points at itself, or at nothing.
        Hostile("Exif in circles", "image/jpeg", _with_exif(jpeg, _circle()), ()),
        Hostile("Exif beyond", "image/jpeg", _with_exif(jpeg, exif()[:40]), ()),
        Hostile("Exif of 65,000 entries", "image/jpeg",
                _with_exif(jpeg, b"II*\0\x08\0\0\0\xff\xff" + bytes(60_000)), ()),
        # One kilobyte that unpacks to many megabytes, where a text should be.
        Hostile("text bomb", "image/png", _with_chunk(png, b"zTXt", b"Raw profile type xmp\0\0"
                + zlib.compress(bytes(90_000_000), 9)), TOO_MUCH),
    ]  # fmt: skip


def _recordings() -> list[Hostile]:
    mp4 = film()
    return [
        Hostile("atom of all bytes", "video/mp4",
                box(b"ftyp", b"isom") + struct.pack(">I", 2**32 - 1) + b"moov" + bytes(64), BROKEN),
        Hostile("atom of more bytes than there are", "video/mp4",
                box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 2**63) + bytes(64),
                BROKEN),
        Hostile("atoms in atoms", "video/mp4", box(b"ftyp", b"isom") + _nested(2_000), BROKEN),
        Hostile("samples without number", "video/mp4", _absurd_samples(mp4), BROKEN),
        Hostile("cut film", "video/mp4", mp4[: len(mp4) // 2], BROKEN),
        Hostile("playlist", "video/mp4", b"#EXTM3U\nfile:///etc/passwd\n" + bytes(100), BROKEN),
        Hostile("list of files", "audio/ogg", b"ffconcat version 1.0\nfile /etc/passwd\n", BROKEN),
        Hostile("sound of noise", "audio/flac", b"fLaC" + _noise(4_000), BROKEN),
        Hostile("Matroska of noise", "video/webm", b"\x1a\x45\xdf\xa3" + _noise(4_000), BROKEN),
        Hostile("WAV that lies", "audio/wav",
                recording()[:40] + b"\xff\xff\xff\x7f" + recording()[44:], BROKEN),
    ]  # fmt: skip


def _documents() -> list[Hostile]:
    page = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R"
        b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
        b">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%%%EOF"
    )
    circle = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 9>>endobj\n"
        b"trailer<</Root 1 0 R>>"
    )
    return [
        Hostile("PDF with script", "application/pdf", page % (b"200", b"300"), ()),
        Hostile("PDF of a mile", "application/pdf", page % (b"9e9", b"9e9"), ()),
        Hostile("PDF in circles", "application/pdf", circle, ("broken", "too_large")),
        Hostile("PDF of noise", "application/pdf", b"%PDF-1.7" + _noise(4_000), BROKEN),
    ]


def png_of(width: int, height: int, *, whole: bool = False) -> bytes:
    """A PNG of grey that says it is so large; `whole`: and is, though it takes few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = [packer.compress(bytes(width + 1)) for _ in range(height)] if whole else []
    data = b"".join(rows) + packer.flush()
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head)
    return start + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _with_chunk(png: bytes, name: bytes, data: bytes) -> bytes:
    return png[:33] + _chunk(name, data) + png[33:]


def _with_exif(jpeg: bytes, data: bytes) -> bytes:
    segment = b"Exif\0\0" + data
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def _circle() -> bytes:
    """Two folders, each followed by the other, and a place that is the first of them."""
    entry = struct.pack("<HHII", 0x8825, 4, 1, 8)
    first = struct.pack("<H", 1) + entry + struct.pack("<I", 26)
    return (
        b"II*\0"
        + struct.pack("<I", 8)
        + first
        + struct.pack("<H", 1)
        + entry
        + struct.pack("<I", 8)
    )


def _resized(jpeg: bytes) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", 65_535, 65_535) + jpeg[at + 4 :]


def _webp(width: int, height: int) -> bytes:
    packed = (width - 1) | (height - 1) << 14
    data = b"/" + struct.pack("<I", packed) + bytes(40)
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def _nested(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = box(b"moov", data)
    return data


def _absurd_samples(mp4: bytes) -> bytes:
    """Its table says that there are four thousand million frames."""
    at = mp4.index(b"stsz") + 12
    return mp4[:at] + b"\xff\xff\xff\xff" + mp4[at + 4 :]


def _noise(length: int) -> bytes:
    return random.Random(7).randbytes(length)
