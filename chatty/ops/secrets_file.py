"""The keys of an instance, made at its first start and kept in its data folder."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from chatty.ops.refusal import StartRefused

_ENCRYPTION_KEY_BYTES = 32
_DEMO_PASSWORD = "CHATTY_DEMO_PASSWORD"  # noqa: S105 - the name of a variable
_DEMO_PASSWORD_BYTES = 10


def _new_secret_key() -> str:
    return secrets.token_urlsafe(50)


def _new_encryption_keys() -> str:
    return "1:" + base64.b64encode(secrets.token_bytes(_ENCRYPTION_KEY_BYTES)).decode("ascii")


_MAKERS: dict[str, Callable[[], str]] = {
    "CHATTY_SECRET_KEY": _new_secret_key,
    "CHATTY_ENCRYPTION_KEYS": _new_encryption_keys,
}


def load_or_create_secrets(
    path: Path, *, environment: Mapping[str, str], may_create: bool
) -> dict[str, str]:
    """Return CHATTY_SECRET_KEY and CHATTY_ENCRYPTION_KEYS (`<version>:<base64 of 32 bytes>`).

    What the environment sets wins and is never written down. With `may_create` false (a database
    exists already) lost keys are an error, not an occasion to make others: new ones would turn
    every stored message into noise.

    Raises StartRefused when keys are missing and may not be created, or the file cannot be read.
    """
    kept = _read(path)
    found = {name: environment.get(name) or kept.get(name, "") for name in _MAKERS}
    missing = [name for name, value in found.items() if not value]
    if not missing:
        return found
    if not may_create:
        raise StartRefused(
            f"{' and '.join(missing)} missing in {path}, but the database exists already. Restore "
            f"that file from a backup or set the variable: without the old keys nothing in the "
            f"database can be read."
        )
    made = {name: _MAKERS[name]() for name in missing}
    _write(path, kept | made)
    return found | made


def load_or_create_demo_password(
    path: Path, *, environment: Mapping[str, str], may_create: bool
) -> str | None:
    """Return the password of the demo's people; None when there is none and none may be made.

    It is kept beside the keys: made once, the same at every start. The environment wins. Where
    there is no data folder to write to (a container's command) the new one is only returned.

    Raises StartRefused when the file cannot be read.
    """
    kept = _read(path)
    found = environment.get(_DEMO_PASSWORD) or kept.get(_DEMO_PASSWORD)
    if found or not may_create:
        return found or None
    made = _new_demo_password()
    # False too for a folder on a read-only file system, as containers have it.
    if os.access(path.parent, os.W_OK):
        _write(path, kept | {_DEMO_PASSWORD: made})
    return made


def _new_demo_password() -> str:
    """80 bits in letters and digits that nobody mistakes for one another: `h7kq-29mz-…`."""
    text = base64.b32encode(secrets.token_bytes(_DEMO_PASSWORD_BYTES)).decode("ascii").lower()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def _read(path: Path) -> dict[str, str]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefused(f"Cannot read the keys in {path}: {error}.") from None
    lines = [line.strip() for line in text.splitlines()]
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _write(path: Path, values: Mapping[str, str]) -> None:
    """Write all or nothing, and make sure it is on the disk before anything is sealed with it."""
    header = "# The keys of this Chatty. Keep a copy apart from the database backups.\n"
    body = header + "".join(f"{name}={value}\n" for name, value in values.items())
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
