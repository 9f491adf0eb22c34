"""Files as people send them, made by the tests."""

import io
import math
import struct
from array import array
from typing import Any

import av
from PIL import Image

# 52° 30' 0" North, 13° 24' 0" East: what nobody is to be told.
PLACE = b"BERLIN-52.5"
EXIF_BYTES_AT = 8


def exif(*, orientation: int = 1, order: str = "<") -> bytes:
    """Exif data of a camera that knows where it is: an orientation, a name and a place."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entries = [
        struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0),
        struct.pack(f"{order}HHII", 0x010F, 2, 7, 8 + 2 + 3 * 12 + 4),
        struct.pack(f"{order}HHII", 0x8825, 4, 1, 8 + 2 + 3 * 12 + 4 + 8),
    ]
    folder = struct.pack(f"{order}H", 3) + b"".join(entries) + bytes(4)
    gps_at = 8 + len(folder) + 8
    gps = struct.pack(f"{order}H", 2)
    gps += struct.pack(f"{order}HHI4s", 1, 2, 2, b"N\0\0\0")
    gps += struct.pack(f"{order}HHII", 0x1B, 7, len(PLACE), gps_at + 2 + 24 + 4) + bytes(4)
    return mark + struct.pack(f"{order}I", 8) + folder + b"Camera\0\0" + gps + PLACE


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="52,30N" '
    b'dc:title="Kept"><exif:GPSLongitude>13,24E</exif:GPSLongitude></rdf:Description></x:xmpmeta>'
)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (64, 48), *, mode: str = "RGB", **options: Any
) -> bytes:
    """A picture that is red on its left and blue on its right."""
    image = Image.new(mode, size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    raw = io.BytesIO()
    image.save(raw, kind, **options)
    return raw.getvalue()


def photo(size: tuple[int, int] = (64, 48), *, orientation: int = 1) -> bytes:
    """A JPEG of a camera, with everything that a camera writes."""
    plain = picture("JPEG", size, quality=90)
    segments = b"".join(
        b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data
        for data in (
            b"Exif\0\0" + exif(orientation=orientation),
            b"http://ns.adobe.com/xap/1.0/\0" + XMP,
        )
    )
    return plain[:2] + segments + plain[2:]


def animation(frames: int) -> bytes:
    """A GIF of so many frames."""
    images = [Image.new("L", (4, 4), number % 250) for number in range(frames)]
    raw = io.BytesIO()
    images[0].save(raw, "GIF", save_all=True, append_images=images[1:], duration=20)
    return raw.getvalue()


def film(
    container: str = "mp4", codec: str = "mpeg4", *, seconds: float = 1.0, sound: str = ""
) -> bytes:
    """A film of 160 by 120 pixels."""
    raw = io.BytesIO()
    with av.open(raw, "w", format=container) as opened:
        stream: Any = opened.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        audio: Any = opened.add_stream(sound, rate=48_000) if sound else None
        for number in range(int(seconds * 10)):
            image = Image.new("RGB", (160, 120), (number * 20, 90, 40))
            make: Any = av.VideoFrame
            opened.mux(stream.encode(make.from_image(image)))
        opened.mux(stream.encode())
        if audio is not None:
            _mux_tone(opened, audio, seconds)
    return raw.getvalue()


def recording(container: str = "wav", codec: str = "pcm_s16le", *, seconds: float = 2.0) -> bytes:
    """A tone that becomes louder."""
    raw = io.BytesIO()
    with av.open(raw, "w", format=container) as opened:
        _mux_tone(opened, opened.add_stream(codec, rate=48_000), seconds)
    return raw.getvalue()


def document() -> bytes:
    """A PDF of two pages."""
    raw = io.BytesIO()
    pages = [Image.new("RGB", (200, 300), colour) for colour in ("green", "white")]
    pages[0].save(raw, "PDF", save_all=True, append_images=pages[1:])
    return raw.getvalue()


def box(name: bytes, *parts: bytes) -> bytes:
    """A box of ISO media."""
    data = b"".join(parts)
    return struct.pack(">I", len(data) + 8) + name + data


def movie_that_knows_where() -> bytes:
    """The boxes of a telephone's film that tell a place, and some that do not."""
    key = b"com.apple.quicktime.location.ISO6709"
    make = b"com.apple.quicktime.make"
    keys = box(
        b"keys",
        bytes(4) + struct.pack(">I", 2),
        *(struct.pack(">I", 8 + len(name)) + b"mdta" + name for name in (make, key)),
    )
    values = box(
        b"ilst",
        box(b"\0\0\0\1", box(b"data", bytes(8) + b"Kept")),
        box(b"\0\0\0\2", box(b"data", bytes(8) + PLACE)),
    )
    place = box(b"\xa9xyz", b"\0\x0b\x15\xc7" + PLACE)
    track = box(b"trak", box(b"udta", box(b"loci", bytes(4) + PLACE)))
    moov = box(b"moov", box(b"udta", place), track, box(b"meta", keys, values))
    return box(b"ftyp", b"qt  " + bytes(4)) + moov + box(b"mdat", b"Kept")


def heif_that_knows_where() -> bytes:
    """The boxes of a telephone's picture: its Exif data is an item of its own."""
    data = b"\0\0\0\6Exif\0\0" + exif(order=">")
    head = box(b"ftyp", b"heic" + bytes(4))

    def meta(at: int) -> bytes:
        entry = box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 7, 0) + b"Exif\0")
        table = struct.pack(">HHHH", 7, 0, 0, 1) + struct.pack(">II", at, len(data))
        return box(
            b"meta",
            bytes(4),
            box(b"iinf", bytes(4) + struct.pack(">H", 1), entry),
            # Version 1; offsets and lengths of 4 bytes, no base and no index.
            box(b"iloc", b"\1\0\0\0" + b"\x44\0" + struct.pack(">H", 1) + table),
        )

    return head + meta(len(head) + len(meta(0)) + 8) + box(b"mdat", data)


def _mux_tone(opened: Any, stream: Any, seconds: float) -> None:
    rate, at_once = stream.rate, 1_024
    total = int(rate * seconds)
    for start in range(0, total, at_once):
        frame = av.AudioFrame(format="s16", layout="mono", samples=at_once)
        frame.rate, frame.pts = rate, start
        tone = [
            int(30_000 * min(1, place / total) * math.sin(place / 20))
            for place in range(start, start + at_once)
        ]
        frame.planes[0].update(array("h", tone).tobytes())
        opened.mux(stream.encode(frame))
    opened.mux(stream.encode())
