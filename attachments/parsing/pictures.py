"""Reading pictures, and making small ones of them: turned upright, in sRGB, and without anything
that their files say beside the picture itself.
"""

import io
import warnings
from typing import BinaryIO, Final

from PIL import (
    AvifImagePlugin,
    Image,
    ImageCms,
    ImageColor,
    ImagePalette,
    MpoImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from attachments.parsing.bounds import Bounds, RefusedError
from attachments.parsing.findings import Findings, Picture
from attachments.rules.thumbhash import LARGEST_SIDE, thumbhash

_FORMATS: Final = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": WebPImagePlugin.WebPImageFile.format,
    "image/avif": AvifImagePlugin.AvifImageFile.format,
}
# What Pillow would load when a file asks for it (Exif data, several pictures in a JPEG, colours).
_LOADED: Final = (TiffImagePlugin, MpoImagePlugin, ImageColor, ImagePalette)
_ORIENTATION: Final = 0x0112
# What to do with a picture that the camera held otherwise (Exif 3.0 §4.6.5.1, Orientation).
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUALITY: Final = 80
# Of 0 to 6, how long to look for a smaller file: above this, much longer for little.
_EFFORT: Final = 1

SMALL, LARGE = "thumb_small", "thumb_large"


def prepare() -> None:
    """Load what reads these formats, while files can still be opened, and make doubts errors."""
    # PNG, JPEG and GIF; the other two register themselves. To load all forty takes longer than to
    # read a photo.
    Image.preinit()
    ImageCms.createProfile("sRGB")
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def read_picture(file: BinaryIO, mime_type: str, bounds: Bounds) -> Findings:
    """Size and pictures of a picture; of an animated one the first frame is shown. RefusedError."""
    Image.MAX_IMAGE_PIXELS = bounds.pixels
    try:
        with Image.open(file, formats=[_FORMATS[mime_type]]) as image:
            return _read(image, bounds)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedError("too_many_pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError):
        # What Pillow raises for files that are broken in one way or another.
        raise RefusedError("broken") from None


def _read(image: Image.Image, bounds: Bounds) -> Findings:
    width, height = image.size
    if width * height > bounds.pixels:
        raise RefusedError("too_many_pixels")
    if getattr(image, "n_frames", 1) > bounds.frames:
        raise RefusedError("too_many_frames")
    turn = _TURNS.get(_orientation(image))
    # A JPEG can be read at a half, a quarter or an eighth of its size, for as much of the time.
    image.draft("RGB", (bounds.large_side, bounds.large_side))
    shown = _shrunk(_plain(image), bounds.large_side)
    if turn is not None:
        shown = shown.transpose(turn)
        if turn in {_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8]}:
            width, height = height, width
    found = show(_in_srgb(shown, image.info.get("icc_profile")), bounds, large=LARGE)
    found.width, found.height = width, height
    return found


def show(image: Image.Image, bounds: Bounds, *, large: str) -> Findings:
    """The pictures of an upright one of mode RGB or RGBA; the larger one is called `large`."""
    found = Findings()
    for kind, side in ((large, bounds.large_side), (SMALL, bounds.small_side)):
        image = _shrunk(image, side)
        found.pictures.append(_encoded(image, kind))
    tiny = _shrunk(image, LARGEST_SIDE).convert("RGBA")
    found.thumbhash = thumbhash(*tiny.size, tiny.tobytes())
    return found


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - whatever a camera wrote there, the picture can be shown
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """The first frame in RGB, or RGBA where something of it is transparent."""
    image.load()
    if image.mode in ("RGB", "RGBA"):
        return image
    if image.mode.startswith("I"):
        # Sixteen bits of grey, of which Pillow would cut off all above the first 256.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    is_transparent = image.has_transparency_data
    return image.convert("RGBA" if is_transparent else "RGB")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """Within a square of so many pixels; a smaller one stays as it is."""
    longer = max(image.size)
    if longer <= side:
        return image
    width, height = (max(1, round(length * side / longer)) for length in image.size)
    # As good as others where much becomes little, in half of their time.
    return image.resize((width, height), Image.Resampling.HAMMING, reducing_gap=2.0)


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Colours as every screen has them: the small ones carry no profile."""
    if not isinstance(profile, bytes):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(image, source, target, outputMode=image.mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return image if changed is None else changed


def _encoded(image: Image.Image, kind: str) -> Picture:
    # A picture of its own: what the file says beside the picture stays behind.
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    data = io.BytesIO()
    bare.save(data, "WEBP", quality=_QUALITY, method=_EFFORT)
    return Picture(kind, *image.size, data.getvalue())
