"""What is found in files as people send them."""

import io
from typing import Any

import pytest
from PIL import Image

from attachments.parsing.findings import Findings
from chatty.core.limits import override_limits
from tests.attachments.parsing.media import (
    PLACE,
    animation,
    document,
    film,
    photo,
    picture,
    recording,
)
from tests.attachments.parsing.reading import examine


def read(data: bytes, mime_type: str) -> Findings:
    found = examine(data, mime_type)
    assert not found.refused
    assert found.findings is not None
    return found.findings


def test_a_photo_is_turned_upright_and_its_pictures_say_nothing_beside_it() -> None:
    found = read(photo((1600, 1200), orientation=6), "image/jpeg")
    assert (found.width, found.height) == (1200, 1600)
    sizes = {each.kind: (each.width, each.height) for each in found.pictures}
    assert sizes == {"thumb_large": (960, 1280), "thumb_small": (240, 320)}
    assert found.thumbhash is not None
    assert 5 <= len(found.thumbhash) <= 25
    for each in found.pictures:
        assert PLACE not in each.data
        image = Image.open(io.BytesIO(each.data))
        assert image.size == (each.width, each.height)
        assert not image.getexif()
        assert "icc_profile" not in image.info
        # Red was on the left; turned to the right it is above.
        red, _, blue = image.convert("RGB").getpixel((each.width // 2, 5))  # type: ignore[misc]  # three numbers in RGB
        assert red > 200
        assert blue < 60


@pytest.mark.parametrize(
    "kind, mode, mime_type",
    [
        ("PNG", "RGBA", "image/png"),
        ("PNG", "I;16", "image/png"),
        ("GIF", "P", "image/gif"),
        ("WEBP", "RGB", "image/webp"),
        ("AVIF", "RGB", "image/avif"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("MPO", "RGB", "image/jpeg"),
    ],
)
def test_pictures_of_all_kinds_are_read(kind: str, mode: str, mime_type: str) -> None:
    several: dict[str, Any] = {"save_all": True, "append_images": [Image.new("RGB", (9, 9))]}
    options = several if kind == "MPO" else {}
    data = animation(3) if mode == "P" else b""
    if mode not in ("P", "I;16"):
        data = picture(kind, mode=mode, **options)
    if mode == "I;16":
        grey = io.BytesIO()
        Image.new("I;16", (64, 48), 40_000).save(grey, kind)
        data = grey.getvalue()
    found = read(data, mime_type)
    assert found.width in (64, 4)
    assert [each.kind for each in found.pictures] == ["thumb_large", "thumb_small"]
    if mode == "I;16":
        shown = Image.open(io.BytesIO(found.pictures[0].data)).convert("L")
        assert 150 <= shown.getpixel((5, 5)) <= 162  # type: ignore[operator]  # one number in L


def test_recordings_are_measured_and_drawn() -> None:
    sound = read(recording("ogg", "libopus"), "audio/ogg")
    assert sound.duration == pytest.approx(2.0, abs=0.1)
    assert sound.waveform is not None
    assert 64 <= len(sound.waveform) <= 128
    # It becomes louder, and the loudest is the loudest there can be.
    assert sound.waveform[4] < sound.waveform[40] < max(sound.waveform) == 255
    assert (sound.has_video, sound.pictures, sound.thumbhash) == (False, [], None)
    seen = read(film("webm", "libvpx", sound="libopus"), "video/webm")
    assert seen.has_video
    assert (seen.width, seen.height, seen.waveform) == (160, 120, None)
    assert seen.duration == pytest.approx(1.0, abs=0.2)
    assert [each.kind for each in seen.pictures] == ["poster", "thumb_small"]
    assert seen.thumbhash


def test_a_document_shows_its_first_page() -> None:
    found = read(document(), "application/pdf")
    (page, small) = found.pictures
    assert (page.kind, small.kind) == ("page", "thumb_small")
    assert max(page.width, page.height) == 1_280
    red, green, _ = Image.open(io.BytesIO(page.data)).convert("RGB").getpixel((50, 50))  # type: ignore[misc]  # three numbers in RGB
    assert green > 100 > red
    assert found.width is None


def test_sizes_of_pictures_are_settings() -> None:
    with override_limits(thumbnail_small_pixels=20, thumbnail_large_pixels=40):
        found = read(picture(), "image/png")
    assert [(each.width, each.height) for each in found.pictures] == [(40, 30), (20, 15)]
