"""Reading video and sound: how long, how large, a picture of it, and how loud it is."""

import io
import wave
from array import array
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import av
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from attachments.parsing.bounds import Bounds, RefusedError
from attachments.parsing.findings import Findings
from attachments.parsing.pictures import show
from attachments.rules.waveform import shape_waveform

# Each is read as what it was found to be: nothing else is tried on it.
_FORMATS: Final = {
    "video/mp4": "mp4", "audio/mp4": "mp4", "video/quicktime": "mov",
    "video/webm": "matroska", "audio/webm": "matroska",
    "video/ogg": "ogg", "audio/ogg": "ogg",
    "audio/mpeg": "mp3", "audio/aac": "aac", "audio/wav": "wav", "audio/flac": "flac",
}  # fmt: skip
POSTER: Final = "poster"
# A film often begins black.
_POSTER_SECONDS, _POSTER_SHARE = 1.0, 0.1
_RATE: Final = 8_000
# What is longer is listened to here and there.
_HEARD_WHOLE_SECONDS, _HEARD_AT_ONCE_SECONDS = 600.0, 0.5
_MOST_SECONDS: Final = 1_000_000.0


def prepare() -> None:
    """Load what reads recordings, which it does bit by bit, while files can still be opened."""
    silence = io.BytesIO()
    with wave.open(silence, "wb") as written:
        written.setparams((1, 2, _RATE, 0, "NONE", ""))
        written.writeframes(bytes(_RATE))
    bounds = Bounds(1, 1, 1, 1, 1, 1, 0, 0)
    read_recording(io.BytesIO(silence.getvalue()), "audio/wav", bounds)
    _upright(VideoFrame(16, 16, "yuv420p"), bounds)


def read_recording(file: BinaryIO, mime_type: str, bounds: Bounds) -> Findings:
    """What a recording holds: with something to be seen its size and a picture, else how loud it
    is. RefusedError.
    """
    try:
        with av.open(file, mode="r", format=_FORMATS[mime_type]) as opened:
            return _read(opened, bounds)
    except (FFmpegError, EOFError, ValueError, ZeroDivisionError, OverflowError):
        raise RefusedError("broken") from None


def _read(container: InputContainer, bounds: Bounds) -> Findings:
    if len(container.streams) > bounds.streams:
        raise RefusedError("too_many_streams")
    # A cover is a picture, and no film.
    films = [
        stream
        for stream in container.streams.video
        if not stream.disposition & av.stream.Disposition.attached_pic
    ]
    duration = _duration(container)
    if not films:
        found = Findings()
        if container.streams.audio:
            found.waveform = shape_waveform(
                _peaks(container, duration, bounds.samples), samples=bounds.samples
            )
        elif duration is None:
            raise RefusedError("empty")
    else:
        found = _of_film(container, films[0], duration, bounds)
    found.duration = duration
    return found


def _of_film(
    container: InputContainer, film: VideoStream, duration: float | None, bounds: Bounds
) -> Findings:
    width, height = film.codec_context.width, film.codec_context.height
    if width * height > bounds.pixels:
        raise RefusedError("too_many_pixels")
    frame = _frame(container, film, duration)
    found = Findings() if frame is None else show(_upright(frame, bounds), bounds, large=POSTER)
    found.has_video = True
    is_turned = frame is not None and frame.rotation % 180 != 0
    found.width, found.height = (height, width) if is_turned else (width, height)
    return found


def _duration(container: InputContainer) -> float | None:
    """In seconds; None where the file does not say, or says what cannot be."""
    found = None if container.duration is None else container.duration / av.time_base
    if found is None:
        lengths = [
            float(stream.duration * stream.time_base)
            for stream in container.streams
            if stream.duration is not None
        ]
        found = max(lengths, default=None)
    return found if found is not None and 0 < found < _MOST_SECONDS else None


def _frame(
    container: InputContainer, film: VideoStream, duration: float | None
) -> VideoFrame | None:
    """A frame from near the beginning; None for what cannot be decoded."""
    film.thread_type = "NONE"
    film.codec_context.thread_count = 1
    starts = [min(_POSTER_SECONDS, duration * _POSTER_SHARE)] if duration else []
    for start in [*starts, 0.0]:
        try:
            container.seek(int(start * av.time_base))
            for frame in container.decode(film):
                if frame.pts is None or frame.time >= start:
                    return frame
        except FFmpegError:
            continue
    return None


def _upright(frame: VideoFrame, bounds: Bounds) -> Image.Image:
    share = min(1.0, bounds.large_side / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * share)), max(1, round(frame.height * share))
    untyped: Any = frame
    image: Image.Image = untyped.to_image(width=width, height=height)
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image


def _peaks(container: InputContainer, duration: float | None, samples: int) -> list[int]:
    if duration is None or duration <= _HEARD_WHOLE_SECONDS:
        return list(_heard(container, until=None))
    found = []
    for number in range(samples):
        try:
            start = duration * number / samples
            container.seek(int(start * av.time_base))
            found.append(max(_heard(container, until=_HEARD_AT_ONCE_SECONDS), default=0))
        except FFmpegError:
            found.append(0)
    return found


def _heard(container: InputContainer, *, until: float | None) -> Iterator[int]:
    """The peaks of short stretches, of no more than `until` seconds."""
    resampler = AudioResampler(format="s16", layout="mono", rate=_RATE)
    step, heard = _RATE // 40, 0
    waiting = array("h")
    for frame in container.decode(container.streams.audio[0]):
        for plain in resampler.resample(frame):
            waiting.frombytes(bytes(plain.planes[0])[: plain.samples * 2])
        while len(waiting) >= step:
            yield _peak(waiting[:step])
            del waiting[:step]
            heard += step
        if until is not None and heard >= until * _RATE:
            return
    if waiting:
        yield _peak(waiting)


def _peak(stretch: array[int]) -> int:
    loudest, lowest = max(stretch), min(stretch)
    return max(loudest, -lowest)
