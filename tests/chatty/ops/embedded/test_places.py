"""Where an instance keeps things. Each test holds for root and for an ordinary user."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatty.ops.embedded import places
from chatty.ops.refusal import StartRefused

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="chatty-places-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def test_a_new_data_folder_shows_nothing_to_others(open_folder: Path) -> None:
    folder = places.open_data_folder(open_folder / "data")
    assert folder.root.stat().st_mode & 0o066 == 0
    assert folder.files.stat().st_mode & 0o777 == 0o700
    assert folder.logs.stat().st_mode & 0o777 == 0o700


def test_an_existing_data_folder_keeps_its_mode(open_folder: Path) -> None:
    (open_folder / "data").mkdir(mode=0o750)
    places.open_data_folder(open_folder / "data")
    assert (open_folder / "data").stat().st_mode & 0o777 == 0o750


def test_a_data_folder_that_cannot_be_made_is_refused(open_folder: Path) -> None:
    (open_folder / "file").touch()
    with pytest.raises(StartRefused, match="Cannot make the data folder"):
        places.open_data_folder(open_folder / "file" / "data")


def test_the_database_lives_in_a_data_folder_that_its_user_can_reach(open_folder: Path) -> None:
    folder = places.open_data_folder(open_folder / "data")
    home = places.settle_service_home(folder)
    assert home.base == folder.root
    assert (home.user is not None) == IS_ROOT
    assert places.can_reach(home.user, home.base)
    assert not folder.has_database


def test_a_closed_home_stays_closed(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_SYSTEM_FOLDER", open_folder / "system")
    closed = open_folder / "home"
    closed.mkdir(mode=0o700)
    folder = places.open_data_folder(closed / "data")
    home = places.settle_service_home(folder)
    assert closed.stat().st_mode & 0o777 == 0o700
    assert places.can_reach(home.user, home.base)
    if IS_ROOT:
        assert home.base.parent == open_folder / "system"
        assert folder.cluster_pointer.read_text().strip() == str(home.base)
    else:
        assert home.base == folder.root
    assert places.settle_service_home(folder) == home


def test_a_database_that_is_gone_is_not_begun_anew(open_folder: Path) -> None:
    folder = places.open_data_folder(open_folder / "data")
    folder.cluster_pointer.write_text(f"{open_folder / 'gone'}\n")
    assert folder.has_database
    with pytest.raises(StartRefused, match="is gone"):
        places.settle_service_home(folder)


def test_an_existing_cluster_is_run_by_its_owner(open_folder: Path) -> None:
    folder = places.open_data_folder(open_folder / "data")
    first = places.settle_service_home(folder)
    first.cluster.mkdir()
    if first.user is not None:
        os.chown(first.cluster, first.user.uid, first.user.gid)
    assert places.settle_service_home(folder) == first


def test_a_cluster_of_somebody_else_is_refused(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = places.open_data_folder(open_folder / "data")
    (folder.root / "postgres").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)  # Not the owner, and not root.
    with pytest.raises(StartRefused, match="Start Chatty as the user who started it before"):
        places.settle_service_home(folder)


def test_sockets_are_beside_the_database(open_folder: Path) -> None:
    sockets = places.settle_sockets_folder(open_folder, None, name="sockets")
    assert sockets == open_folder / "sockets"
    assert sockets.stat().st_mode & 0o777 == 0o700


def test_a_path_too_long_for_a_socket_gets_a_short_one_that_is_kept(open_folder: Path) -> None:
    deep = open_folder / ("d" * 100)
    deep.mkdir()
    sockets = places.settle_sockets_folder(deep, None, name="sockets")
    assert len(os.fsencode(sockets / ".s.PGSQL.5432")) <= places.LONGEST_SOCKET_PATH_BYTES
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert places.settle_sockets_folder(deep, None, name="sockets") == sockets
    sockets.chmod(0o777)  # No longer the closed folder that was made.
    other = places.settle_sockets_folder(deep, None, name="sockets")
    assert other != sockets
    sockets.rmdir()
    other.rmdir()
