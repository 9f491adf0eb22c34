"""An embedded PostgreSQL: made once, started, found ready, given its roles.

Reached through a unix socket in a closed folder and nothing else. The kernel tells the server who
is at the other end (`peer`), so there are no passwords to keep.
"""

import os
import pwd
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chatty.ops.embedded.places import ServiceHome
from chatty.ops.embedded.postgres_binaries import PostgresBinaries
from chatty.ops.processes import Command, end_processes_working_in, processes_working_in, run_as
from chatty.ops.refusal import StartRefused
from chatty.ops.supervisor import Child, ChildSpec, Stage, StopStep

DATABASE = "chatty"
OWNER_ROLE = "chatty_owner"
WEB_ROLE = "chatty_web"

_SUPERUSER = "postgres"
_PROGRAMS = ("postgres",)
_INITDB_TIMEOUT_SECONDS = 300
_PSQL_TIMEOUT_SECONDS = 60

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",  # 20 for the web processes, a few for the worker and for people.
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # A failing statement holds what people wrote, and DETAIL holds the values of its row.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For tests, which also open fifty connections at once, and that several times over.
_NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}

_ROLES_SCRIPT = r"""
SELECT format('CREATE ROLE %I LOGIN', name) FROM (VALUES (:'owner'), (:'web')) AS wanted (name)
 WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
ALTER ROLE :owner :createdb;
GRANT pg_read_all_stats TO :owner;
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
 WHERE :'database' NOT IN (SELECT datname FROM pg_database) \gexec
REVOKE ALL ON DATABASE :database FROM PUBLIC;
GRANT CONNECT ON DATABASE :database TO :web;
\connect :database
SET client_min_messages = warning;
ALTER SCHEMA public OWNER TO :owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
\if :statistics
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
\endif
"""


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """One embedded server: its programs, its home, its sockets and its log."""

    binaries: PostgresBinaries
    home: ServiceHome
    sockets: Path
    log: Path
    durable: bool = True
    """False only in tests: faster, and a power failure may cost the data."""

    def address(self, role: str, *, database: str = DATABASE) -> str:
        """Return the URL under which `role` reaches `database`."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"


def make_cluster(postgres: Postgres) -> None:
    """Make the cluster when there is none.

    Raises StartRefused when initdb fails or the cluster is of another major version.
    """
    home, binaries = postgres.home, postgres.binaries
    if home.cluster.exists():
        _require_same_major(home.cluster, binaries)
        return
    draft = home.base / "postgres.new"  # Renamed when whole: an interrupted initdb never counts.
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if home.user is not None:
        os.chown(draft, home.user.uid, home.user.gid)
    made = run_as(
        home.user,
        (
            *(binaries.program("initdb"), f"--pgdata={draft}", f"--username={_SUPERUSER}"),
            *("--encoding=UTF8", "--auth-local=peer", "--auth-host=reject"),
            *_locale_options(binaries.major),
            *(() if postgres.durable else ("--no-sync",)),
        ),
        timeout_seconds=_INITDB_TIMEOUT_SECONDS,
    )
    if made.returncode != 0:
        reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise StartRefused(f"PostgreSQL could not make its files in {home.base}: {reason}")
    draft.rename(home.cluster)


def server_child(postgres: Postgres, *, environment: Mapping[str, str]) -> ChildSpec:
    """Return the server as a child of the supervisor.

    It is stopped "fast" (SIGINT: sessions are cut, everything is written), after 6 s
    "immediately" (SIGQUIT: the next start replays the log).
    """
    settings = _SETTINGS | {"unix_socket_directories": str(postgres.sockets)}
    if postgres.binaries.has_library("pg_stat_statements"):
        settings["shared_preload_libraries"] = "pg_stat_statements"
    if not postgres.durable:
        settings |= _NOT_DURABLE
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    cluster = postgres.home.cluster
    return ChildSpec(
        name="PostgreSQL",
        stage=Stage.SERVICES,
        command=Command(
            arguments=(postgres.binaries.program("postgres"), "-D", str(cluster), *options),
            environment={"PATH": environment.get("PATH", os.defpath), "LC_ALL": "C"},
            user=postgres.home.user,
            orphan_signal=signal.SIGINT,
        ),
        log=postgres.log,
        stop_steps=(StopStep(signal.SIGINT, 6.0), StopStep(signal.SIGQUIT, 1.5)),
        before_start=lambda: _clear_the_way(postgres),
    )


def accepts_connections(postgres: Postgres, server: Child) -> bool:
    """Whether this very server has opened its doors, from the eighth line of its pid file.

    It is what `pg_ctl --wait` reads; asking costs nothing.
    """
    try:
        lines = (postgres.home.cluster / "postmaster.pid").read_text("utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    return len(lines) >= 8 and lines[0] == str(server.process.pid) and lines[7].strip() == "ready"


def make_roles(postgres: Postgres, *, owner_may_create_databases: bool = False) -> None:
    """Make the database, its owner and its web role, as far as they are not there.

    `owner_may_create_databases` is for tests, which make databases of their own.

    Raises StartRefused when the server does not do it.
    """
    script = _roles_script(
        with_statistics=postgres.binaries.has_library("pg_stat_statements"),
        owner_may_create_databases=owner_may_create_databases,
    )
    done = run_as(
        None,
        (
            *(postgres.binaries.program("psql"), "--no-psqlrc", "--quiet", "--tuples-only"),
            *(f"--host={postgres.sockets}", f"--username={_SUPERUSER}", "--dbname=postgres"),
            *("--set=ON_ERROR_STOP=1", "--file=-"),
        ),
        timeout_seconds=_PSQL_TIMEOUT_SECONDS,
        input_text=script,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise StartRefused(f"PostgreSQL could not make Chatty's database and roles: {reason}")


def _locale_options(major: int) -> tuple[str, ...]:
    """Return initdb's locale options: full Unicode, the same on every machine, where it can be."""
    if major >= 18:
        builtin = "PG_UNICODE_FAST"
    elif major == 17:
        builtin = "C.UTF-8"
    else:
        return ("--locale=C.UTF-8",)
    return ("--locale=C", "--locale-provider=builtin", f"--builtin-locale={builtin}")


def _require_same_major(cluster: Path, binaries: PostgresBinaries) -> None:
    try:
        found = (cluster / "PG_VERSION").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise StartRefused(
            f"{cluster} is no PostgreSQL cluster (it has no readable PG_VERSION). Restore it from "
            f"a backup, or move it away to begin with an empty database."
        ) from None
    if found != str(binaries.major):
        raise StartRefused(
            f"The database in {cluster} was made by PostgreSQL {found}, this is PostgreSQL "
            f"{binaries.major}. Nothing was changed. Dump it with the old version's pg_dump and "
            f"restore it here, convert it with pg_upgrade, or set DATABASE_URL to a server of "
            f"version {found}."
        )


def _clear_the_way(postgres: Postgres) -> None:
    """End what a killed server left running, and say who may come in.

    A postmaster that died leaves backends that still hold its shared memory, a killed supervisor
    a server that is still stopping. When nothing works in the cluster any more, a pid file that
    names a living process names an unrelated one, which was given the old number (common in
    containers, where numbers are small), and would keep the server from starting for no reason.
    """
    cluster = postgres.home.cluster
    end_processes_working_in(cluster, programs=_PROGRAMS, first_signal=signal.SIGINT)
    is_free = not processes_working_in(cluster, programs=_PROGRAMS)
    if is_free and Path("/proc/self/cwd").exists():
        (cluster / "postmaster.pid").unlink(missing_ok=True)
    account = pwd.getpwuid(os.geteuid()).pw_name
    _write_rules(postgres, "pg_hba.conf", "local all all peer map=chatty\n")
    _write_rules(
        postgres,
        "pg_ident.conf",
        "".join(f'chatty "{account}" {role}\n' for role in (_SUPERUSER, OWNER_ROLE, WEB_ROLE)),
    )


def _write_rules(postgres: Postgres, name: str, rules: str) -> None:
    """Replace one of the cluster's access files, whole at every instant.

    The folder is the service user's, who could have put a link in place of the draft to have root
    write and give away another file: only a file that is new is written to.
    """
    path = postgres.home.cluster / name
    if path.read_text("utf-8") == rules:
        return
    draft = path.with_name(name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if postgres.home.user is not None:
            os.fchown(descriptor, postgres.home.user.uid, postgres.home.user.gid)
        file.write(rules)
    draft.replace(path)


def _roles_script(*, with_statistics: bool, owner_may_create_databases: bool) -> str:
    """Return psql input that may run any number of times.

    pg_stat_statements is made here because only a superuser may; a migration could not.
    """
    values = {
        "owner": OWNER_ROLE,
        "web": WEB_ROLE,
        "database": DATABASE,
        "createdb": "CREATEDB" if owner_may_create_databases else "NOCREATEDB",
        "statistics": "true" if with_statistics else "false",
    }
    assignments = "".join(f"\\set {name} {value}\n" for name, value in values.items())
    return assignments + _ROLES_SCRIPT
