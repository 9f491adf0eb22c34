"""Files that somebody made to do harm."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from attachments.adapters import parser
from attachments.adapters.parser import Examined, ParserStoppedError, examine_file
from chatty.core.limits import override_limits
from tests.attachments.parsing.hostile import corpus, png_of
from tests.attachments.parsing.media import picture
from tests.attachments.parsing.reading import examine

ROOT = Path(__file__).resolve().parents[3]


def test_each_gets_what_it_deserves_and_nothing_more() -> None:
    wrong = []
    for hostile in corpus():
        began = time.monotonic()
        said = examine(hostile.data, hostile.mime_type).refused
        seconds = time.monotonic() - began
        is_right = said in hostile.refused if hostile.refused else not said
        # Seconds of a busy machine; the bound that counts is the child's own.
        if not is_right or seconds > 20:
            wrong.append((hostile.name, said, seconds))
    assert not wrong


def test_what_takes_more_memory_than_there_is_ends_alone() -> None:
    bomb = png_of(7_000, 7_000, whole=True)
    with override_limits(parser_memory_bytes=250_000_000):
        assert examine(bomb, "image/png").refused == "too_large"
        assert not examine(picture(), "image/png").refused


def test_what_takes_too_long_is_ended_and_may_be_tried_again() -> None:
    def stalling(_start: int, _end: int) -> Iterator[bytes]:
        time.sleep(2)
        yield b""

    with override_limits(parser_seconds=0.5), pytest.raises(ParserStoppedError):
        _examine_by(stalling)


def test_the_process_has_given_up_everything_before_it_reads() -> None:
    seen: dict[str, str] = {}

    def looking(start: int, end: int) -> Iterator[bytes]:
        if not seen:
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            (place,) = (
                Path("/proc", child)
                for child in children
                if "parsing/child.py" in Path("/proc", child, "cmdline").read_text()
            )
            seen["limits"] = (place / "limits").read_text()
            seen["environment"] = (place / "environ").read_text()
            seen["open"] = " ".join(sorted(each.name for each in (place / "fd").iterdir()))
        yield picture()[start:end]

    _examine_by(looking)
    bounds = {line[:25].strip(): line[25:].split()[0] for line in seen["limits"].splitlines()[1:]}
    assert bounds["Max open files"] == "3"
    assert bounds["Max file size"] == bounds["Max core file size"] == "0"
    assert bounds["Max cpu time"] == "30"
    assert bounds["Max address space"] == str(2**30)
    assert seen["open"] == "0 1 2"
    names = {entry.partition("=")[0] for entry in seen["environment"].split("\0") if entry}
    assert names <= {"LANG", "MALLOC_ARENA_MAX", "LC_CTYPE"}


def test_it_ends_with_whoever_started_it() -> None:
    script = (
        "import os, time, pathlib\n"
        "from attachments.adapters.parser import examine_file\n"
        "def read(start, end):\n"
        "    place = pathlib.Path(f'/proc/self/task/{os.getpid()}/children')\n"
        "    print(place.read_text(), flush=True)\n"
        "    time.sleep(60)\n"
        "examine_file(read, size=9, mime_type='image/png', task='picture', wants_locations=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as worker:
        assert worker.stdout is not None
        child = int(worker.stdout.readline())
        worker.kill()
    deadline = time.monotonic() + 20
    while _is_running(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    # Nobody may have asked after it yet.
    return state != "Z"


_HEAD = "import os, struct, json, sys, resource\n"
_ANSWER = (
    "raw = json.dumps({'width': 1, 'height': 1, 'duration': None, 'waveform': None,"
    " 'thumbhash': None, 'has_video': False, 'pictures': [%s]}).encode()\n"
    "os.write(1, b'A' + struct.pack('>I', len(raw)) + raw + b'<html>' * 9)\n"
)
_TWICE = _ANSWER.replace("b'<html>' * 9", "b'RIFF1234WEBP' * 2")


@pytest.mark.parametrize(
    "script, refused",
    [
        ("os.write(1, b'Z' * 100)", None),
        ("os.write(1, b'R' + struct.pack('>QI', 0, 2**32 - 1))", None),
        ("os.write(1, b'A' + struct.pack('>I', 2**32 - 1) + bytes(100))", None),
        ("os.write(1, b'A' + struct.pack('>I', 4) + b'[[]]')", None),
        (_ANSWER % "('poster', 1, 1, 54)", None),
        (_ANSWER % "('../../key', 1, 1, 54)", None),
        (_TWICE % "*[('poster', 1, 1, 12)] * 2", None),
        ("os._exit(9)", None),
        ("os.kill(os.getpid(), 9)", None),
        ("os.kill(os.getpid(), 11)", "too_large"),
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass", "too_large"),
    ],
)
def test_a_process_that_was_taken_over_is_not_believed(
    script: str, refused: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "child.py"
    path.write_text(_HEAD + script)
    monkeypatch.setattr(parser, "_CHILD", path)
    if refused is None:
        with pytest.raises(ParserStoppedError):
            examine(picture(), "image/png")
    else:
        assert examine(picture(), "image/png").refused == refused
    assert signal.getsignal(signal.SIGPIPE) != signal.SIG_DFL


def _examine_by(read: parser.Reader) -> Examined:
    return examine_file(
        read, size=len(picture()), mime_type="image/png", task="picture", wants_locations=True
    )
