"""`./bin/up`: everything that Chatty needs, started, watched and stopped by one process.

Imports no Django: this process lives as long as Chatty does and has little to do.
"""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from chatty.ops import application
from chatty.ops.demo.people import PEOPLE
from chatty.ops.disk import require_free_space
from chatty.ops.embedded.places import DataFolder, open_data_folder
from chatty.ops.embedded.services import start_embedded_services
from chatty.ops.instance_environment import make_environment, write_environment_file
from chatty.ops.listening import bind_listener
from chatty.ops.lock import hold_instance_lock
from chatty.ops.logs import trim_logs
from chatty.ops.options import UpOptions, read_options
from chatty.ops.refusal import StartRefused
from chatty.ops.secrets_file import load_or_create_demo_password, load_or_create_secrets
from chatty.ops.supervisor import StopRequested, Supervisor

_TRIM_LOGS_SECONDS = 60.0


def main() -> int:
    """Run Chatty until it is asked to stop; return the exit code (1: it could not start)."""
    try:
        options = read_options(sys.argv[1:], os.environ)
        folder = open_data_folder(options.data)
        hold_instance_lock(folder.root)
        with bind_listener(host=options.host, port=options.port) as listener:
            return _run(options, folder, listener)
    except StartRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _run(options: UpOptions, folder: DataFolder, listener: socket.socket) -> int:
    """Start, serve, stop. Leaving the supervisor's block stops every child, however it is left."""
    try:
        with Supervisor(announce=say) as supervisor:
            _bring_up(options, folder, listener, supervisor)
            supervisor.run_until_stopped(
                chore=lambda: trim_logs(folder.logs), chore_seconds=_TRIM_LOGS_SECONDS
            )
    except StopRequested:
        say("Chatty has stopped.")
    return 0


def _bring_up(
    options: UpOptions, folder: DataFolder, listener: socket.socket, supervisor: Supervisor
) -> None:
    """Take the steps of a start, in order."""
    require_free_space(folder.root)
    keys = load_or_create_secrets(
        folder.secrets, environment=os.environ, may_create=not folder.has_database
    )

    say("Starting the services")
    addresses = start_embedded_services(supervisor, folder, os.environ)
    environment = make_environment(
        folder, os.environ, keys=keys, addresses=addresses, port=listener.getsockname()[1]
    )
    write_environment_file(folder, environment, given=os.environ)

    say("Preparing the database and the static files")
    gate, web = application.start_web_behind_gate(
        supervisor, folder, environment, listener=listener, processes=options.web_processes
    )
    preparation = application.prepare(supervisor, folder, environment)
    demo_password = _settle_demo(options, folder, supervisor, environment, preparation)

    say("Starting the application")
    gate.open()
    application.start_worker(supervisor, folder, environment)
    application.wait_until_ready(supervisor, environment, listener=listener, web=web)

    public_url = environment["CHATTY_PUBLIC_URL"]
    say(f"Chatty is ready at {public_url}")
    if preparation.owner_path is not None:
        say(f"Become its owner (once, within 24 hours): {public_url}{preparation.owner_path}")
    if demo_password is not None:
        first, *others = (person.username for person in PEOPLE)
        say(f"Look around as {first} (or {', '.join(others)}), password: {demo_password}")


def _settle_demo(
    options: UpOptions,
    folder: DataFolder,
    supervisor: Supervisor,
    environment: Mapping[str, str],
    preparation: application.Preparation,
) -> str | None:
    """Fill an instance without people, before anybody can come in; the demo's password, if any.

    What goes wrong here is said, and keeps nobody from chatting.
    """
    is_empty = not (preparation.has_people or preparation.has_demo)
    if not preparation.has_demo and not (options.with_demo and is_empty):
        return None
    password = load_or_create_demo_password(
        folder.secrets, environment=os.environ, may_create=is_empty
    )
    if is_empty and password is not None:
        say("Making the demo")
        failure = application.seed_demo(supervisor, folder, environment, password=password)
        if failure is not None:
            say(f"The demo could not be made, Chatty starts without it: {failure}")
            return None
    return password


def say(line: str) -> None:
    """Tell the person at the terminal. A terminal that is gone must not end the chat."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 (stays open for the rest of our life)


if __name__ == "__main__":
    sys.exit(main())
