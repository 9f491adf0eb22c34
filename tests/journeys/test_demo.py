"""The first start of an empty instance fills it with people who talk."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from chatty.ops.demo.people import PEOPLE
from tests import services
from tests.journeys.test_up import Instance


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that PostgreSQL's user may reach."""
    with tempfile.TemporaryDirectory(prefix="chatty-demo-") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "data"


def start(data: Path) -> tuple[Instance, str, str]:
    """A running instance, its address and what it says of the demo."""
    instance = Instance(data)
    base_url = instance.start()
    assert instance.next_line().startswith("Become its owner")
    return instance, base_url, instance.next_line()


def sign_in(base_url: str, name: str, password: str) -> httpx.Client:
    answer = httpx.post(
        f"{base_url}/api/v1/auth/login", json={"login": name, "password": password}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    token = answer.json()["access_token"]
    return httpx.Client(base_url=base_url, headers={"Authorization": f"Bearer {token}"}, timeout=30)


def test_the_first_start_names_people_to_sign_in_as_and_later_ones_too(data: Path) -> None:
    services.give_static_files(data)
    instance, base_url, told = start(data)
    try:
        assert all(person.username in told for person in PEOPLE)
        password = told.split()[-1]
        with sign_in(base_url, "mika", password) as mika:
            chats = mika.get("/api/v1/conversations").json()["results"]
            titles = [chat["title"] for chat in chats]
            assert {"Lighthouse trip", "Harbour Lab", "Harbour Herald"} <= set(titles)
            trip = chats[titles.index("Lighthouse trip")]
            assert trip["unread_count"] == 4
            newest = mika.get(f"/api/v1/conversations/{trip['id']}/messages").json()["results"][-1]
            assert newest["body"] == trip["last_message"]["body"] != ""
        sign_in(base_url, PEOPLE[-1].username, password).close()
        before = instance.count("messages"), instance.count("users")
        assert before[0] > 700
        assert (data / "secrets.env").stat().st_mode & 0o777 == 0o600
        assert not any(password in log.read_text() for log in (data / "logs").glob("*.log"))
    finally:
        instance.stop()
    instance, base_url, told_again = start(data)
    try:
        assert told_again == told
        assert not any("Making the demo" in line for line in instance.output)
        assert (instance.count("messages"), instance.count("users")) == before
    finally:
        instance.stop()
