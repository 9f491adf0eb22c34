"""A folder of files, when things happen at the same time or stop in the middle."""

import fcntl
import os
from pathlib import Path

import pytest

from attachments.adapters import disk
from attachments.adapters.disk import DiskStorage
from attachments.adapters.storage import NotStoredError

NAME = "ab" * 24


@pytest.fixture
def storage(tmp_path: Path) -> DiskStorage:
    return DiskStorage(tmp_path)


def write(storage: DiskStorage, number: int, data: bytes) -> None:
    writer = storage.write_part(NAME, "", number=number, parts=2, offset=(number - 1) * 4)
    writer.write(data)
    writer.commit("etag")


def test_a_part_that_comes_too_late_does_not_change_the_file(
    storage: DiskStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(storage, 1, b"good")
    write(storage, 2, b"file")
    lock = fcntl.flock

    def finished_meanwhile(descriptor: int, operation: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        storage.finish(NAME, "", parts=(), size=8)
        lock(descriptor, operation)

    late = storage.write_part(NAME, "", number=1, parts=2, offset=0)
    late.write(b"evil")
    monkeypatch.setattr(fcntl, "flock", finished_meanwhile)
    with pytest.raises(NotStoredError):
        late.commit("etag")
    assert storage.read_at(NAME, 0, 8) == b"goodfile"
    assert [stored.is_finished for stored in storage.walk()] == [True]


def test_a_file_is_finished_after_a_part_that_is_being_copied(
    storage: DiskStorage, tmp_path: Path
) -> None:
    write(storage, 1, b"good")
    write(storage, 2, b"file")
    other = os.open(tmp_path / "incoming" / NAME / "bytes", os.O_RDWR)
    held: list[int] = []

    def holding(descriptor: int, operation: int) -> None:
        with pytest.raises(BlockingIOError):
            lock(descriptor, operation | fcntl.LOCK_NB)
        held.append(descriptor)
        os.close(other)
        lock(descriptor, operation)

    lock = fcntl.flock
    lock(other, fcntl.LOCK_EX)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fcntl, "flock", holding)
        storage.finish(NAME, "", parts=(), size=8)
    assert held
    assert storage.read_at(NAME, 0, 8) == b"goodfile"


def test_a_new_folder_outlives_the_power_as_what_is_in_it_does(
    storage: DiskStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(disk, "_sync", synced.append)
    storage.put(NAME, b"first")
    assert synced[0] == tmp_path
    assert synced[-1] == tmp_path / NAME[:2]
    synced.clear()
    storage.put(NAME, b"second")
    assert tmp_path not in synced
    write(storage, 1, b"good")
    monkeypatch.setattr(storage, "_path", lambda key: tmp_path / "cd" / key)
    storage.finish(NAME, "", parts=(), size=4)
    assert tmp_path in synced
