"""The programs of docker-compose.yml, as processes: two web processes on ports of their own, worker
and beat apart, a bucket for files, everything told by the file's own environment.
"""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from moto.server import ThreadedMotoServer

from chatty.ops.embedded import postgres
from chatty.ops.options import PROJECT
from chatty.ops.processes import Command
from chatty.ops.supervisor import Child, ChildSpec, Stage
from tests import services
from tests.compose import fill, read_compose, variables
from tests.people import PATIENCE_SECONDS, Talker
from tests.servers import RunningServer

WEB = 2


@dataclass(frozen=True)
class Installation:
    """What `docker compose up` would have started."""

    children: Mapping[str, Child]
    ports: tuple[int, ...]
    database: str
    answer: Mapping[str, object]
    """What `migrate` printed."""

    def server(self, number: int) -> RunningServer:
        """One of the web processes, for people to talk to."""
        return RunningServer(
            base_url=f"http://127.0.0.1:{self.ports[number]}",
            owner_path=None,
            data=Path(),
            environment={},
            web=[],
            worker=None,
        )


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    compose = read_compose()["services"]
    bucket = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    bucket.start()
    data = services.run_folder() / f"apart_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    (data / "valkey-home").mkdir(parents=True)
    (data / "static").symlink_to(services.shared_static_folder())
    services.copy_template(data.name)
    ports = tuple(free_port() for _ in range(WEB))
    host, port = bucket.get_host_and_port()
    places = {
        "CHATTY_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        "DATABASE_URL": services.database_address(data.name, role=postgres.WEB_ROLE),
        "CHATTY_DATABASE_OWNER_URL": services.database_address(data.name),
        "REDIS_URL": services.start_valkey(data / "valkey-home"),
        "CHATTY_STORAGE_URL": f"s3://chatty?endpoint=http://{host}:{port}",
        "CHATTY_DATA_DIR": str(data),
        "CHATTY_LIMIT_JOB_SWEEP_SECONDS": "1",
    }
    with services.only_one("static"):
        prepared = subprocess.run(
            as_here(compose["migrate"]["command"]),
            cwd=PROJECT,
            env=environment_of(compose["migrate"], places),
            capture_output=True,
            text=True,
            check=True,
        )
    children = {}
    for name, service in {
        **{f"web {number}": compose["web"] for number in range(WEB)},
        "worker": compose["worker"],
        "beat": compose["beat"],
    }.items():
        words = [word.replace("/tmp/", f"{data}/") for word in service["command"]]
        words = as_here(words)
        if name.startswith("web"):
            words[words.index("8000")] = str(ports[int(name[-1])])
        children[name] = start(name, words, environment_of(service, places), data)
    answer = json.loads(prepared.stdout)
    yield Installation(children, ports, places["CHATTY_DATABASE_OWNER_URL"], answer)
    for child in children.values():
        services.stop_child(child)
    bucket.stop()


def as_here(command: list[str]) -> list[str]:
    return [sys.executable if word == "python" else word for word in command]


def environment_of(
    service: Mapping[str, Mapping[str, object]], places: Mapping[str, str]
) -> dict[str, str]:
    """The file's environment of a service, its secrets filled in and its addresses moved here."""
    values = dict.fromkeys(variables(), "")
    values["CHATTY_SECRET_KEY"] = values["CHATTY_STORAGE_SECRET"] = "s" * 64
    values["CHATTY_ENCRYPTION_KEYS"] = "1:" + base64.b64encode(b"k" * 32).decode()
    written = {name: fill(str(value), values) for name, value in service["environment"].items()}
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **bare,
        **written,
        **{n: v for n, v in places.items() if n in written or "LIMIT" in n},
        "CHATTY_DATA_DIR": places["CHATTY_DATA_DIR"],
    }


def start(name: str, words: list[str], environment: Mapping[str, str], data: Path) -> Child:
    log = data / f"{name}.log"
    spec = ChildSpec(
        name=name,
        stage=Stage.APPLICATION,
        command=Command(arguments=tuple(words), environment=environment, folder=PROJECT),
        log=log,
    )

    def is_up(_child: Child) -> bool:
        if not name.startswith("web"):
            text = log.read_text("utf-8")
            return "ready." in text or "beat: Starting" in text
        try:
            port = words[words.index("--port") + 1]
            return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).is_success
        except httpx.HTTPError:
            return False

    return services.start_child(spec, is_up=is_up)


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_preparation_names_the_owners_door(installation: Installation) -> None:
    assert str(installation.answer["owner_path"]).startswith("/signup?owner=")


def test_every_part_is_ready(installation: Installation) -> None:
    for port in installation.ports:
        checks = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=30).json()["checks"]
        assert checks == {"database": "ok", "redis": "ok", "storage": "ok"}


async def test_people_at_different_processes_talk(installation: Installation) -> None:
    alice = await Talker.register(installation.server(0), "alice")
    bob = await Talker.register(installation.server(1), "bob")
    try:
        room = await alice.make_group(bob)
        hers, his = await alice.connect(), await bob.connect()
        await alice.post(room, "From the first")
        await his.event("message.created", body="From the first")
        await his.send(room, "From the second")
        await hers.event("message.created", body="From the second")
        await his.event("message.created", body="From the second")
        assert hers.bodies(room) == his.bodies(room) == ["From the first", "From the second"]
    finally:
        await alice.leave()
        await bob.leave()


def test_beat_has_the_worker_do_what_nobody_hinted_at(installation: Installation) -> None:
    with psycopg.connect(installation.database, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO jobs (id, name, arguments, attempts, last_error)"
            " VALUES (%s, 'accounts.send_verification', %s, 0, '')",
            [uuid.uuid4(), json.dumps({"user_id": str(uuid.uuid4())})],
        )
        connection.execute("SET statement_timeout = '20s'")
        for _ in range(int(PATIENCE_SECONDS * 10)):
            row = connection.execute("SELECT count(*), pg_sleep(0.1) FROM jobs").fetchone()
            if row is not None and row[0] == 0:
                return
    pytest.fail("The job was not done.")


def test_each_part_stops_when_asked(installation: Installation) -> None:
    for name, child in installation.children.items():
        child.process.send_signal(signal.SIGTERM)
        assert child.process.wait(60) in (0, -signal.SIGTERM), name
