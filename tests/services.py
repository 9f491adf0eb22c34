"""The PostgreSQL and Valkey of a test run: a pytest plugin, loaded before the settings are.

One PostgreSQL serves the whole run, in a temporary folder; every xdist worker has databases of its
own in it, copied from one migrated template. Every pytest process has a Valkey of its own, because
what is published in one is heard in all of its databases. Both end with their process, however it
ends.
"""

import atexit
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from chatty.ops.embedded import places, postgres, valkey
from chatty.ops.embedded.postgres_binaries import find_postgres
from chatty.ops.logs import last_lines, open_log
from chatty.ops.options import PROJECT
from chatty.ops.processes import launch
from chatty.ops.secrets_file import load_or_create_secrets
from chatty.ops.supervisor import Child, ChildSpec

pytest_plugins = ["tests.servers"]

TEMPLATE_DATABASE = "chatty_template"
_PREPARED_DATABASE = "chatty_prepared"

_FOLDER_VARIABLE = "CHATTY_TEST_FOLDER"
_FOLDER_PREFIX = "chatty-test-"
_KEPT_VARIABLES = {"CHATTY_TEST_SOAK_SECONDS", "CHATTY_ROW_LEVEL_SECURITY", _FOLDER_VARIABLE}
_START_TIMEOUT_SECONDS = 60.0
_running: list[Child] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Start the services and name them in the environment, before anything else is loaded.

    xdist workers inherit the controller's environment, and with it the database server.
    """
    # A shell that runs this in the background has it ignored, and so would all that it starts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if _FOLDER_VARIABLE not in os.environ:
        _start_run()
    own_folder = run_folder() / os.environ.get("PYTEST_XDIST_WORKER", "main")
    for folder in (own_folder / "files", own_folder / "static"):
        folder.mkdir(parents=True, exist_ok=True)
    os.environ["REDIS_URL"] = start_valkey(own_folder)
    os.environ["CHATTY_DATA_DIR"] = str(own_folder)
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> None:
    """Let pytest-django copy the template when the first test that needs a database comes."""
    if fixturedef.argname == "django_db_modify_db_settings":
        make_template()
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = TEMPLATE_DATABASE


def pytest_unconfigure() -> None:
    """Stop what this process started, also after Ctrl-C."""
    stop_all()


def run_folder() -> Path:
    """Return the temporary folder of this run, shared by all of its processes."""
    return Path(os.environ[_FOLDER_VARIABLE])


def database_address(database: str, *, role: str = postgres.OWNER_ROLE) -> str:
    """Return the URL of a database of the run's PostgreSQL."""
    sockets = os.environ["DATABASE_URL"].rpartition("host=")[2]
    return f"postgresql://{role}@/{database}?host={sockets}"


def copy_template(database: str) -> None:
    """Make a migrated database of that name, in a tenth of the time that migrating takes."""
    make_template()
    _copy(TEMPLATE_DATABASE, database)


def copy_prepared(database: str) -> str | None:
    """Make the database of a server and return the path of its owner's claim.

    `manage.py prepare` runs once, for a database of which the servers' are copies: what it makes
    is the same for all of them.
    """
    answer = _prepare()
    _copy(_PREPARED_DATABASE, database)
    path = answer["owner_path"]
    return None if path is None else str(path)


def give_static_files(data: Path) -> None:
    """Let an instance that has yet to start find its static files collected."""
    _prepare()
    shutil.copytree(shared_static_folder(), data / "static", copy_function=os.link)


def _prepare() -> dict[str, object]:
    with only_one("static"):
        kept = run_folder() / "prepared.json"
        if not kept.exists():
            data = run_folder() / "prepared"
            data.mkdir()
            (data / "static").symlink_to(shared_static_folder())
            copy_template(_PREPARED_DATABASE)
            environment = {
                "DATABASE_URL": database_address(_PREPARED_DATABASE, role=postgres.WEB_ROLE),
                "CHATTY_DATABASE_OWNER_URL": database_address(_PREPARED_DATABASE),
                "CHATTY_DATA_DIR": str(data),
            }
            kept.write_text(_run("-m", "tests.prepare", environment=environment), "utf-8")
        answer: dict[str, object] = json.loads(kept.read_text("utf-8"))
        return answer


def _copy(original: str, database: str) -> None:
    with only_one("template"), _maintenance_connection() as connection:
        connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{original}"')


def make_template() -> None:
    """Migrate the template, once in a run, whoever comes first."""
    with only_one("template"):
        proof = run_folder() / "template.made"
        if proof.exists():
            return
        with _maintenance_connection() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{TEMPLATE_DATABASE}"')
            connection.execute(f'CREATE DATABASE "{TEMPLATE_DATABASE}"')
        address = database_address(TEMPLATE_DATABASE)
        manage("migrate", "--verbosity=0", environment={"DATABASE_URL": address})
        proof.touch()


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one process of the run at a time do what `name` stands for."""
    with (run_folder() / f"{name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def manage(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a manage.py command as the owner and return its output; a failure fails the test."""
    return _run("manage.py", *arguments, environment=environment)


def _run(*words: str, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env={**os.environ, **environment, "CHATTY_PROCESS": "owner"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"{' '.join(words)} failed:\n{done.stderr[-4000:]}", pytrace=False)
    return done.stdout


def shared_static_folder() -> Path:
    """Return the folder into which static files are collected, once for all servers of the run."""
    folder = run_folder() / "static"
    folder.mkdir(exist_ok=True)
    return folder


def start_valkey(folder: Path) -> str:
    """Start a Valkey with its data in `folder` and return its address."""
    sockets = places.settle_sockets_folder(folder, None, name="valkey-socket")
    spec = valkey.server_child(
        valkey.find_valkey(),
        folder=folder / "valkey",
        sockets=sockets,
        log=folder / "valkey.log",
        environment=os.environ,
    )
    start_child(spec, is_up=lambda _child: valkey.answers(sockets))
    return valkey.address(sockets)


def start_child(spec: ChildSpec, *, is_up: Callable[[Child], bool]) -> Child:
    """Start a service, wait until it is up, and have it stopped at the end of the run."""
    spec.before_start()
    with open_log(spec.log) as log, warnings.catch_warnings():
        # Between fork and exec the child makes one system call and takes no lock.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        process = launch(spec.command, stdout=log, stderr=log)
    child = Child(spec=spec, process=process, started_at=time.monotonic())
    _running.append(child)
    deadline = time.monotonic() + _START_TIMEOUT_SECONDS
    while not is_up(child):
        if process.poll() is not None or time.monotonic() > deadline:
            tail = "\n".join(last_lines(spec.log, count=40))
            raise RuntimeError(f"{spec.name} does not start. Its log:\n{tail}")
        time.sleep(0.02)
    return child


def child_of(log: Path) -> Child:
    """Return the running service, the latest started, that writes this log."""
    return next(child for child in reversed(_running) if child.spec.log == log)


def stop_child(child: Child) -> None:
    """Walk a child through its stop steps."""
    if child in _running:
        _running.remove(child)
    for step in child.spec.stop_steps:
        if child.process.poll() is None:
            child.process.send_signal(step.number)
            try:
                child.process.wait(step.patience_seconds)
            except subprocess.TimeoutExpired:
                continue
    child.process.kill()
    child.process.wait()


def stop_all() -> None:
    """Stop every service of this process, the last started first."""
    for child in reversed(_running.copy()):
        stop_child(child)


def _start_run() -> None:
    """Make the run's folder, start PostgreSQL, and set the environment that all processes share."""
    for name in [name for name in os.environ if name.startswith("CHATTY_")]:
        if name not in _KEPT_VARIABLES:
            del os.environ[name]  # A developer's own settings are no part of a test.
    # Each of the many processes to come would compile the whole program by itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    folder = _make_run_folder()
    os.environ[_FOLDER_VARIABLE] = str(folder)
    atexit.register(_remove_run_folder, folder)
    server = start_postgres(folder, durable=False)
    os.environ["DATABASE_URL"] = server.address(postgres.OWNER_ROLE, database="postgres")
    os.environ["CHATTY_PROCESS"] = "test"
    secrets = folder / "secrets.env"
    os.environ.update(load_or_create_secrets(secrets, environment={}, may_create=True))


def start_postgres(folder: Path, *, durable: bool) -> postgres.Postgres:
    """Make and start a PostgreSQL in `folder`, whose owner role may create databases."""
    home = places.settle_service_home(places.open_data_folder(folder))
    server = postgres.Postgres(
        binaries=find_postgres(home.user, copies=home.base),
        home=home,
        sockets=places.settle_sockets_folder(home.base, home.user, name="postgres-socket"),
        log=folder / "postgres.log",
        durable=durable,
    )
    postgres.make_cluster(server)
    spec = postgres.server_child(server, environment=os.environ)
    start_child(spec, is_up=lambda child: postgres.accepts_connections(server, child))
    postgres.make_roles(server, owner_may_create_databases=True)
    address = server.address(postgres._SUPERUSER, database="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        # A test may become the web for a while (`tests.wall`); never the other way round.
        connection.execute(f"GRANT {postgres.WEB_ROLE} TO {postgres.OWNER_ROLE}")
    return server


def _make_run_folder() -> Path:
    """Make a folder that PostgreSQL's user may pass; clear away those of killed runs."""
    for left in Path(tempfile.gettempdir()).glob(f"{_FOLDER_PREFIX}*"):
        with suppress_missing(), (left / "alive").open("rb") as alive:
            try:
                fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX))
    folder.chmod(0o711)
    # Held, like an instance's lock, by the open descriptor, until this process ends.
    fcntl.flock(os.open(folder / "alive", os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX)
    return folder


def _remove_run_folder(folder: Path) -> None:
    stop_all()
    pointer = places.DataFolder(folder).cluster_pointer
    if pointer.exists():
        shutil.rmtree(pointer.read_text("utf-8").strip(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def suppress_missing() -> Iterator[None]:
    """Pass over a folder that another run is clearing away."""
    try:
        yield
    except OSError:
        return


@contextmanager
def _maintenance_connection() -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_address("postgres"), autocommit=True) as connection:
        yield connection
