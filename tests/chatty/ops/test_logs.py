"""Log files."""

from pathlib import Path

from chatty.ops.logs import last_lines, open_log, trim_logs


def test_a_log_is_appended_to_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    for line in (b"one\n", b"two\n"):
        with open_log(path) as log:
            log.write(line)
    assert path.read_text() == "one\ntwo\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_log_that_has_grown_too_large_goes_on_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    with open_log(path) as log:
        log.write(b"x" * 100)
        trim_logs(tmp_path, keep_bytes=99)
        log.write(b"new")
    assert path.read_bytes() == b"new"
    kept = tmp_path / "web.log.1"
    assert kept.read_bytes() == b"x" * 100
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_small_log_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_bytes(b"x" * 100)
    trim_logs(tmp_path, keep_bytes=100)
    assert [path.name for path in tmp_path.iterdir()] == ["web.log"]


def test_the_last_lines_are_read_from_the_end(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    path.write_text("".join(f"line {number}\n" for number in range(10_000)))
    assert last_lines(path, count=2) == ["line 9998", "line 9999"]
    assert last_lines(tmp_path / "none.log") == []
