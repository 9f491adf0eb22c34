"""A real Chromium against a real server. What a page reports as an error fails its test."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.line import Line
from tests.browser.people import Door, Person
from tests.browser.profiles import Profiles
from tests.servers import RunningServer, ServerFactory

_ARGUMENTS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A page may wait out its back-off, and the machine may be busy.
expect.set_options(timeout=30_000)
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """Return the browser that the environment names, or the system's."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        pytest.fail("No Chromium here: install one, or name it in CHROMIUM.", pytrace=False)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for each module: while it is there its loop runs in this thread, and the tests of
    others, which may come next, need a thread without one.
    """
    arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def line() -> Iterator[Line]:
    """The line that leads to the server."""
    found = Line()
    yield found
    found.close()


@pytest.fixture(scope="session")
def chat_server(server_factory: ServerFactory, line: Line) -> RunningServer:
    """Two processes without rate limits: tests sign up more people than anyone does in a minute."""
    env = {"CHATTY_RATE_LIMITS": "off", "CHATTY_PUBLIC_URL": line.url}
    running = server_factory(web_processes=2, env=env)
    line.target = ("127.0.0.1", urlsplit(running.base_url).port or 0)
    return running


@pytest.fixture(scope="module")
def profiles(browser: Browser, line: Line, chat_server: RunningServer) -> Profiles:
    """The browser's profiles, for pages of the server."""
    assert chat_server.web
    return Profiles(browser, line.url)


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
