"""Instances of their own for the tests that break them."""

import logging
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from tests import services
from tests.faults.instance import Instance


class InstanceFactory(Protocol):
    """What the fixture `make_instance` gives."""

    def __call__(
        self, *, web_processes: int = 1, settings: Mapping[str, str] | None = None
    ) -> Instance:
        """Start a Chatty that `bin/up` runs."""


@pytest.fixture(autouse=True, scope="session")
def _quiet_clients() -> None:
    """Thousands of requests in the output of a failure would hide it."""
    logging.getLogger("httpx").setLevel(logging.WARNING)


@pytest.fixture(scope="module")
def make_instance() -> Iterator[InstanceFactory]:
    """Start instances; all of them are stopped, and their data gone, when the file is done."""
    started: list[Instance] = []
    with tempfile.TemporaryDirectory(prefix="chatty-fault-") as name:
        # PostgreSQL's user must reach its folder.
        Path(name).chmod(0o711)

        def make(*, web_processes: int = 1, settings: Mapping[str, str] | None = None) -> Instance:
            instance = Instance(
                Path(name) / str(len(started)), web_processes=web_processes, settings=settings
            )
            started.append(instance)
            instance.start()
            return instance

        yield make
        for instance in started:
            instance.stop()


@pytest.fixture(scope="module")
def bus_folder() -> Iterator[Path]:
    """Where a Valkey of our own keeps its data: `bin/up` would start its own at once again."""
    with tempfile.TemporaryDirectory(prefix="chatty-bus-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def bus_address(bus_folder: Path) -> str:
    """That Valkey."""
    return services.start_valkey(bus_folder)


@pytest.fixture(scope="module")
def instance_with_bus(make_instance: InstanceFactory, bus_address: str) -> Instance:
    """Two web processes that use it."""
    return make_instance(web_processes=2, settings={"REDIS_URL": bus_address})
