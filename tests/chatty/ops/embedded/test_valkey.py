"""The embedded Valkey."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from chatty.ops.embedded import valkey
from tests import services


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose server is stopped in the end."""
    yield tmp_path
    services.stop_child(services.child_of(tmp_path / "valkey.log"))


def test_what_was_written_survives_a_kill_and_a_cut(folder: Path) -> None:
    address = services.start_valkey(folder)
    with Redis.from_url(address) as client:
        for number in range(100):
            client.set(f"key {number}", number)
    first = services.child_of(folder / "valkey.log")
    first.process.kill()
    services.stop_child(first)
    log = next((folder / "valkey" / "appendonlydir").glob("*.incr.aof"))
    os.truncate(log, log.stat().st_size - 5)
    with Redis.from_url(services.start_valkey(folder)) as client:
        assert client.get("key 98") == b"98"
        assert client.exists("key 99") == 0


def test_a_server_that_was_left_behind_is_ended_first(folder: Path) -> None:
    services.start_valkey(folder)
    left = services.child_of(folder / "valkey.log")
    services.start_valkey(folder)
    assert left.process.wait(timeout=30) == 0


@pytest.mark.parametrize("name", ["a folder", "100%41", "a,b", "é&x=y"])
def test_a_folder_of_any_name_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    with Redis.from_url(services.start_valkey(folder)) as client:
        assert client.ping()
    services.stop_child(services.child_of(folder / "valkey.log"))
    shutil.rmtree((folder / "valkey-socket.location").read_text().strip())


def test_memory_is_bounded_and_no_task_is_dropped_for_it(folder: Path) -> None:
    with Redis.from_url(services.start_valkey(folder)) as client:
        settings = client.config_get("maxmemory*")
    assert settings["maxmemory"] == str(256 * 2**20)
    assert settings["maxmemory-policy"] == "noeviction"


def test_no_server_is_no_answer(folder: Path) -> None:
    services.start_valkey(folder)
    assert not valkey.answers(folder)
