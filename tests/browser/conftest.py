"""A real Chromium against a real server. What a page reports as an error fails its test."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.browser.line import Line
from tests.browser.people import Door, Person
from tests.browser.profiles import Keeper, Profiles
from tests.servers import RunningServer, ServerFactory

_ARGUMENTS = [
    # What nobody sees is drawn by no graphics card, nor by a program that plays one.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages of a profile share what one of them has compiled.
    "--process-per-site",
]
_KEEPER = pytest.StashKey[Keeper]()
# A page may wait out its back-off, and the machine may be busy.
expect.set_options(timeout=30_000)
# The shell is the same engine without windows, and quicker.
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """Return the browser that the environment names, or the system's."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        pytest.fail("No Chromium here: install one, or name it in CHROMIUM.", pytrace=False)
    return found


@pytest.fixture(scope="session")
def keeper(pytestconfig: pytest.Config) -> Iterator[Keeper]:
    """Keeps the browser from module to module."""
    arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    pytestconfig.stash[_KEEPER] = found = Keeper(find_chromium(), arguments)
    yield found
    found.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """End the browser before the tests of other folders come: while it is there its loop runs in
    this thread, and they need a thread without one.
    """
    answer = yield
    is_last = nextitem is None or not nextitem.path.is_relative_to(Path(__file__).parent)
    if is_last and (found := item.config.stash.get(_KEEPER, None)) is not None:
        found.close()
    return answer


@pytest.fixture(scope="session")
def line() -> Iterator[Line]:
    """The line that leads to the server."""
    found = Line()
    yield found
    found.close()


@pytest.fixture(scope="session")
def chat_server(lasting_server_factory: ServerFactory, line: Line) -> RunningServer:
    """Two processes without rate limits: tests sign up more people than anyone does in a minute."""
    env = {"CHATTY_RATE_LIMITS": "off", "CHATTY_PUBLIC_URL": line.url}
    running = lasting_server_factory(web_processes=2, env=env)
    line.target = ("127.0.0.1", urlsplit(running.base_url).port or 0)
    return running


@pytest.fixture(scope="session")
def hand(chat_server: RunningServer) -> Iterator[Hand]:
    """What whoever runs the server does at its own side."""
    found = Hand(chat_server.environment)
    yield found
    found.close()


@pytest.fixture(scope="module")
def profiles(keeper: Keeper, line: Line, chat_server: RunningServer) -> Profiles:
    """The browser's profiles, for pages of the server."""
    assert chat_server.web
    return keeper.profiles(line.url)


@pytest.fixture
def door(profiles: Profiles) -> Iterator[Door]:
    """Opens browser contexts at the server; in the end nothing may have gone wrong in them."""
    opened = Door(profiles)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shared_door(profiles: Profiles) -> Iterator[Door]:
    """The same for a whole module, for people whom its tests share."""
    opened = Door(profiles)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def noor(shared_door: Door) -> Person:
    """Somebody whom the tests of a module share."""
    return shared_door.sign_up("Noor")


@pytest.fixture(scope="module")
def mika(shared_door: Door) -> Person:
    """Somebody else."""
    return shared_door.sign_up("Mika")
