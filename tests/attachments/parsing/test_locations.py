"""Nobody is told where a picture was taken."""

import io
import zlib

import pytest
from PIL import Image

from attachments.parsing.locations import find_locations
from attachments.rules.location import apply_patches
from tests.attachments.parsing.media import (
    PLACE,
    XMP,
    exif,
    heif_that_knows_where,
    movie_that_knows_where,
    photo,
    picture,
)

GPS = 0x8825


def blanked(data: bytes, mime_type: str) -> bytes:
    """The file as it is handed on; of the same length, and the same once more."""
    patches = find_locations(io.BytesIO(data), mime_type)
    changed = apply_patches(data, patches, at=0)
    assert len(changed) == len(data)
    # A piece at a time it is the same.
    pieces = [apply_patches(data[at : at + 7], patches, at=at) for at in range(0, len(data), 7)]
    assert b"".join(pieces) == changed
    return changed


def test_a_photo_keeps_its_camera_and_loses_its_place() -> None:
    for orientation in (1, 6):
        data = photo(orientation=orientation)
        assert PLACE in data
        assert Image.open(io.BytesIO(data)).getexif().get_ifd(GPS)
        changed = blanked(data, "image/jpeg")
        assert PLACE not in changed
        assert b"52,30N" not in changed
        assert b"13,24E" not in changed
        image = Image.open(io.BytesIO(changed))
        assert image.getexif()[0x0112] == orientation
        assert image.getexif()[0x010F] == "Camera"
        assert not image.getexif().get_ifd(GPS)
        assert b'dc:title="Kept"' in changed
        assert image.tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize("order", ["<", ">"])
def test_so_do_pictures_of_other_kinds(order: str) -> None:
    data = picture("WEBP", exif=exif(order=order), xmp=XMP)
    changed = blanked(data, "image/webp")
    assert PLACE in data
    assert PLACE not in changed
    assert b"52,30N" not in changed
    assert Image.open(io.BytesIO(changed)).getexif()[0x010F] == "Camera"
    tiff = exif(order=order)
    assert PLACE not in blanked(tiff, "image/tiff")


def test_of_a_png_the_checks_are_made_anew_and_what_is_packed_goes() -> None:
    data = picture("PNG", exif=exif())
    packed = zlib.compress(PLACE)
    text = b"Raw profile type exif\0\0" + packed
    words = b"XML:com.adobe.xmp\0\0\0\0\0" + XMP
    data = data[:33] + chunk(b"zTXt", text) + chunk(b"iTXt", words) + data[33:]
    changed = blanked(data, "image/png")
    assert PLACE not in changed
    assert packed not in changed
    assert b"52,30N" not in changed
    assert b'dc:title="Kept"' in changed
    image = Image.open(io.BytesIO(changed))
    # Pillow checks each chunk.
    image.load()
    assert image.getexif()[0x010F] == "Camera"
    assert not image.getexif().get_ifd(GPS)


def test_films_and_pictures_of_telephones_lose_it_too() -> None:
    data = movie_that_knows_where()
    assert data.count(PLACE) == 3
    changed = blanked(data, "video/quicktime")
    assert PLACE not in changed
    assert changed.count(b"Kept") == data.count(b"Kept") == 2
    data = heif_that_knows_where()
    assert PLACE in data
    changed = blanked(data, "image/heic")
    assert PLACE not in changed
    assert b"Camera" in changed


def test_what_says_nothing_of_a_place_stays_as_it_is() -> None:
    for kind in ("PNG", "JPEG", "WEBP", "AVIF"):
        assert find_locations(io.BytesIO(picture(kind)), f"image/{kind.lower()}") == []
    assert find_locations(io.BytesIO(photo()), "image/gif") == []


@pytest.mark.parametrize("mime_type", ["image/jpeg", "image/png", "image/webp", "image/heic",
                                       "image/tiff", "video/mp4"])  # fmt: skip
def test_whatever_is_cut_short_is_looked_at_without_harm(mime_type: str) -> None:
    whole = {
        "image/jpeg": photo(), "image/png": picture(exif=exif()),
        "image/webp": picture("WEBP", exif=exif()), "image/heic": heif_that_knows_where(),
        "image/tiff": exif(), "video/mp4": movie_that_knows_where(),
    }[mime_type]  # fmt: skip
    for length in range(0, len(whole), 3):
        patches = find_locations(io.BytesIO(whole[:length]), mime_type)
        assert all(offset + len(data) <= length + 4 for offset, data in patches)


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)
