"""Starts the services that nobody has given an address of."""

import time
from collections.abc import Callable, Mapping
from functools import partial

from chatty.ops.disk import require_free_space
from chatty.ops.embedded import places, postgres, valkey
from chatty.ops.embedded.postgres_binaries import find_postgres
from chatty.ops.logs import last_lines
from chatty.ops.refusal import StartRefused
from chatty.ops.supervisor import Child, Supervisor

_POLL_SECONDS = 0.02
_START_TIMEOUT_SECONDS = 900.0
"""After a crash PostgreSQL replays its log first, which may take minutes on a slow disk."""
_ENDS_BEFORE_GIVING_UP = 5


def start_embedded_services(
    supervisor: Supervisor, folder: places.DataFolder, environment: Mapping[str, str]
) -> dict[str, str]:
    """Start PostgreSQL without DATABASE_URL, Valkey without REDIS_URL, side by side; wait for both.

    Returns the variables that say where those are that it started.

    Raises StartRefused when one of them cannot be found, made or started; StopRequested.
    """
    addresses: dict[str, str] = {}
    waits: list[tuple[Child, Callable[[], bool]]] = []
    server: postgres.Postgres | None = None
    if not environment.get("REDIS_URL"):
        bus, answers, addresses["REDIS_URL"] = _start_valkey(supervisor, folder, environment)
        waits.append((bus, answers))
    if not environment.get("DATABASE_URL"):
        server = _settle_postgres(folder)
        postgres.make_cluster(server)
        database = supervisor.start(postgres.server_child(server, environment=environment))
        waits.append((database, partial(postgres.accepts_connections, server, database)))
    for child, condition in waits:
        _wait(supervisor, child, condition)
    if server is not None:
        postgres.make_roles(server)
        addresses["DATABASE_URL"] = server.address(postgres.WEB_ROLE)
        addresses["CHATTY_DATABASE_OWNER_URL"] = server.address(postgres.OWNER_ROLE)
    return addresses


def _start_valkey(
    supervisor: Supervisor, folder: places.DataFolder, environment: Mapping[str, str]
) -> tuple[Child, Callable[[], bool], str]:
    sockets = places.settle_sockets_folder(folder.root, None, name="valkey-socket")
    spec = valkey.server_child(
        valkey.find_valkey(),
        folder=folder.valkey,
        sockets=sockets,
        log=folder.logs / "valkey.log",
        environment=environment,
    )
    return supervisor.start(spec), partial(valkey.answers, sockets), valkey.address(sockets)


def _settle_postgres(folder: places.DataFolder) -> postgres.Postgres:
    home = places.settle_service_home(folder)
    require_free_space(home.base)
    return postgres.Postgres(
        binaries=find_postgres(home.user, copies=home.base),
        home=home,
        sockets=places.settle_sockets_folder(home.base, home.user, name="postgres-socket"),
        log=folder.logs / "postgres.log",
    )


def _wait(supervisor: Supervisor, child: Child, condition: Callable[[], bool]) -> None:
    """Wait until a service answers; it may end a few times before (leftovers of a killed one)."""
    began = time.monotonic()

    def is_up() -> bool:
        if child.ends >= _ENDS_BEFORE_GIVING_UP:
            reason = (last_lines(child.spec.log, count=1) or ["it says nothing"])[0]
            raise StartRefused(
                f"{child.spec.name} does not start: {reason} (log: {child.spec.log})"
            )
        return condition()

    if not supervisor.wait_until(
        is_up, timeout_seconds=_START_TIMEOUT_SECONDS, every_seconds=_POLL_SECONDS
    ):
        raise StartRefused(
            f"{child.spec.name} did not answer within {time.monotonic() - began:.0f} s. "
            f"Its log: {child.spec.log}"
        )
