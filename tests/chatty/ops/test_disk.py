"""Free space before a start."""

from pathlib import Path

import pytest

from chatty.ops import disk
from chatty.ops.refusal import StartRefused


def test_a_nearly_full_disk_refuses_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: 12 * 2**20)
    with pytest.raises(StartRefused, match=r"12 MB are free .* needs 100 MB"):
        disk.require_free_space(tmp_path)


def test_enough_space_lets_the_start_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: disk.MINIMUM_FREE_BYTES)
    disk.require_free_space(tmp_path)


def test_free_space_is_what_users_may_still_write(tmp_path: Path) -> None:
    assert disk.free_bytes(tmp_path) > 0
