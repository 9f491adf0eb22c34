"""Asking clamd, and hearing nothing but clear answers."""

import socket
from pathlib import Path

import pytest
from pytest_django import Settings

from attachments.adapters.clamd import ScannerAwayError, ScannerRefusedError, Verdict, scan
from chatty.core.limits import override_limits
from tests.attachments.adapters.scanners import (
    NAME,
    SIGNATURE,
    SMALL_LIMIT,
    real_clamd,
    small_clamd,
)


def ask_about_everything() -> None:
    """What a scanner that knows one signature says."""
    assert scan([b"harm", b"less"]) == Verdict("")
    assert scan([]).is_clean
    # Between two pieces, too.
    found = scan([b"x" * 100_000 + SIGNATURE[:9], SIGNATURE[9:] + b"x" * 70_000])
    assert (found.found, found.is_clean) == (NAME, False)
    assert scan(bytes(65_536) for _ in range(30)).is_clean
    with pytest.raises(ScannerRefusedError, match="size limit"):
        scan(bytes(65_536) for _ in range(SMALL_LIMIT // 65_536 + 200))
    assert scan([b"and again"]).is_clean


def test_a_scanner_says_what_it_finds(settings: Settings) -> None:
    with small_clamd() as scanner:
        settings.CLAMD = str(scanner.path)
        ask_about_everything()
        assert scanner.scanned[0] == 8


@pytest.mark.long
def test_so_does_clamd_itself(settings: Settings) -> None:
    with real_clamd() as place:
        settings.CLAMD = str(place)
        ask_about_everything()


def test_what_is_no_clear_answer_is_none(settings: Settings, tmp_path: Path) -> None:
    settings.CLAMD = str(tmp_path / "nowhere")
    with pytest.raises(ScannerAwayError, match="reached"):
        scan([b"data"])
    # Nobody listens on a port that was never given out.
    settings.CLAMD = ("127.0.0.1", 1)
    with pytest.raises(ScannerAwayError, match="reached"):
        scan([b"data"])
    with small_clamd() as scanner:
        settings.CLAMD = str(scanner.path)
        for answer in (b"", b"stream: ", b"OK", b"stream: OK stream: X FOUND?", b"UNKNOWN COMMAND"):
            scanner.answer = answer
            with pytest.raises(ScannerAwayError, match="said"):
                scan([b"data"])


def test_a_scanner_that_hangs_counts_as_away(settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as silent, override_limits(scan_silence_seconds=0.2):
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.CLAMD = silent.getsockname()
        with pytest.raises(ScannerAwayError, match="answer"):
            scan([b"data"])
