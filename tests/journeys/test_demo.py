"""The first start of an empty instance fills it with people who talk."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from chatty.ops.demo.people import PEOPLE
from tests.journeys.test_up import Instance


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that PostgreSQL's user may reach."""
    with tempfile.TemporaryDirectory(prefix="chatty-demo-") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "data"


def start(data: Path, *options: str) -> tuple[Instance, str, str]:
    """A running instance, its address and what it says of the demo."""
    instance = Instance(data, *options)
    base_url = instance.start()
    assert instance.next_line().startswith("Become its owner")
    return instance, base_url, instance.next_line() if "--no-demo" not in options else ""


def count(instance: Instance, table: str) -> int:
    with psycopg.connect(instance.address_of_database()) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - ours
    assert row is not None
    return int(row[0])


def sign_in(base_url: str, name: str, password: str) -> httpx.Client:
    answer = httpx.post(f"{base_url}/api/v1/auth/login", json={"login": name, "password": password})
    assert answer.status_code == 200, answer.text
    token = answer.json()["access_token"]
    return httpx.Client(base_url=base_url, headers={"Authorization": f"Bearer {token}"})


def test_the_first_start_names_people_to_sign_in_as_and_later_ones_too(data: Path) -> None:
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
        before = count(instance, "messages"), count(instance, "users")
        assert before[0] > 700
        assert (data / "secrets.env").stat().st_mode & 0o777 == 0o600
        assert not any(password in log.read_text() for log in (data / "logs").glob("*.log"))
    finally:
        instance.stop()
    instance, base_url, told_again = start(data)
    try:
        assert told_again == told
        assert not any("Making the demo" in line for line in instance.output)
        assert (count(instance, "messages"), count(instance, "users")) == before
    finally:
        instance.stop()


def test_without_a_demo_nobody_is_there(data: Path) -> None:
    instance, _, _ = start(data, "--no-demo")
    try:
        assert count(instance, "users") == count(instance, "conversations") == 0
        assert "CHATTY_DEMO_PASSWORD" not in (data / "secrets.env").read_text()
    finally:
        instance.stop()
