"""The environment of Chatty's own processes: what was given, and what the start adds to it."""

import os
from collections.abc import Mapping

from chatty.ops.embedded.places import DataFolder
from chatty.ops.options import PROJECT

_FILE_HEADER = "# Written by bin/up at each start, read by manage.py: how to reach this Chatty.\n"


def make_environment(
    folder: DataFolder,
    given: Mapping[str, str],
    *,
    keys: Mapping[str, str],
    addresses: Mapping[str, str],
    port: int,
) -> dict[str, str]:
    """Return the environment for the processes of the application.

    `given` is what the person set, `keys` the secrets and `addresses` the embedded services'.
    """
    public_url = given.get("CHATTY_PUBLIC_URL") or f"http://127.0.0.1:{port}"
    environment = {
        **given,
        **keys,
        **addresses,
        "CHATTY_DATA_DIR": str(folder.root),
        "CHATTY_STORAGE_URL": given.get("CHATTY_STORAGE_URL") or folder.files.as_uri(),
        "CHATTY_PUBLIC_URL": public_url.rstrip("/"),
        "PYTHONPATH": str(PROJECT),
        "PYTHONSAFEPATH": "1",
    }
    # A database of one's own needs no second role: then its user owns what it migrates.
    environment.setdefault("CHATTY_DATABASE_OWNER_URL", environment["DATABASE_URL"])
    return environment


def write_environment_file(
    folder: DataFolder, environment: Mapping[str, str], *, given: Mapping[str, str]
) -> None:
    """Write down what the start has added, so that manage.py finds this instance from any shell."""
    added = {
        name: value
        for name, value in environment.items()
        if given.get(name) != value and not name.startswith("PYTHON")
    }
    draft = folder.environment.with_name(folder.environment.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_FILE_HEADER + "".join(f"{name}={value}\n" for name, value in added.items()))
    draft.replace(folder.environment)
