"""Names and pictures of emoji."""

from io import BytesIO

import pytest
from PIL import Image

from attachments.rules.custom_emoji import clean_emoji_name, is_animated


@pytest.mark.parametrize("text", ["party_parrot", "ok", " :ok: ", "x" * 32, "100"])
def test_a_name_is_letters_digits_and_underscores(text: str) -> None:
    assert clean_emoji_name(text) == text.strip(" :")


@pytest.mark.parametrize(
    "text", ["", "a", "x" * 33, "Party", "a b", "a-b", "a\n", "é_", "a:b", "::"]
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="underscores"):
        clean_emoji_name(text if text != "a\n" else "a\nb")


def picture(form: str, *, frames: int) -> bytes:
    drawn = [Image.new("RGB", (16, 16), (60 * n, 0, 90)) for n in range(frames)]
    out = BytesIO()
    more = {"save_all": True, "append_images": drawn[1:], "duration": 50} if frames > 1 else {}
    drawn[0].save(out, form, **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_what_has_frames_moves(form: str) -> None:
    mime_type = f"image/{form.lower()}"
    assert is_animated(picture(form, frames=3), mime_type=mime_type)
    assert not is_animated(picture(form, frames=1), mime_type=mime_type)
    for data in (b"", picture(form, frames=3)[:12], b"\0" * 40):
        assert not is_animated(data, mime_type=mime_type)
    assert not is_animated(picture("JPEG", frames=1), mime_type="image/jpeg")
