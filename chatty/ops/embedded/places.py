"""Where an instance keeps things, and what to do when the database may not live there.

PostgreSQL refuses to run as root. Started by root, Chatty runs it as another user, and that user
may not be able to reach a data folder under a home closed to others. Chatty never opens a closed
folder: the cluster then lives under `/var/lib/chatty`, and a pointer in the data folder says so.
"""

import hashlib
import os
import pwd
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from chatty.ops.processes import ServiceUser, run_as
from chatty.ops.refusal import StartRefused

LONGEST_SOCKET_PATH_BYTES = 107
"""sockaddr_un.sun_path holds 108 bytes with its closing NUL (unix(7))."""

# Others have a meaning in the addresses of PostgreSQL or Redis, or in PostgreSQL's settings.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+-]+")
_LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
_SYSTEM_FOLDER = Path("/var/lib/chatty")
_SERVICE_USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class DataFolder:
    """The folder that a person names with `--data`."""

    root: Path

    @property
    def logs(self) -> Path:
        """One file per child."""
        return self.root / "logs"

    @property
    def files(self) -> Path:
        """What people upload, unless CHATTY_STORAGE_URL says otherwise."""
        return self.root / "files"

    @property
    def valkey(self) -> Path:
        """Valkey's append-only file."""
        return self.root / "valkey"

    @property
    def secrets(self) -> Path:
        """The keys of the instance."""
        return self.root / "secrets.env"

    @property
    def environment(self) -> Path:
        """How manage.py reaches the running instance."""
        return self.root / "environment"

    @property
    def cluster_pointer(self) -> Path:
        """Names the folder of the cluster when that is not the data folder."""
        return self.root / "postgres.location"

    @property
    def has_database(self) -> bool:
        """Whether an earlier start has made an embedded database."""
        return (self.root / "postgres").exists() or self.cluster_pointer.exists()


@dataclass(frozen=True)
class ServiceHome:
    """Where the embedded database lives, and as whom it runs (None: as ourselves)."""

    base: Path
    user: ServiceUser | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.base / "postgres"


def open_data_folder(root: Path) -> DataFolder:
    """Create what is missing of a data folder and return it.

    Made by root, the folder itself may be passed through (0711), since the database runs as another
    user; everything in it is closed. An existing folder keeps its mode.

    Raises StartRefused when it cannot be made or written.
    """
    folder = DataFolder(root.absolute())
    try:
        if not folder.root.exists():
            folder.root.mkdir(parents=True)
            folder.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for private in (folder.logs, folder.files):
            private.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StartRefused(
            f"Cannot make the data folder {folder.root} ({error.strerror}). "
            f"Name one that this user may write: ./bin/up --data <folder>"
        ) from None
    if not os.access(folder.root, os.W_OK | os.X_OK):
        raise StartRefused(
            f"This user may not write the data folder {folder.root}. Start Chatty as the user who "
            f"owns it, or name another: ./bin/up --data <folder>"
        )
    return folder


def settle_service_home(folder: DataFolder) -> ServiceHome:
    """Decide where the cluster lives and who runs it; the same answer at every later start.

    Raises StartRefused when the cluster is another user's, or is gone from where it was.
    """
    if folder.cluster_pointer.exists():
        return _home_at_pointer(folder)
    cluster = folder.root / "postgres"
    if cluster.exists():
        return ServiceHome(folder.root, _keeper_of(cluster))
    if os.geteuid() != 0:
        _require_own_account()
        return ServiceHome(folder.root, None)
    user = _first_service_user()
    if can_reach(user, folder.root):
        return ServiceHome(folder.root, user)
    base = _SYSTEM_FOLDER / hashlib.sha256(os.fsencode(folder.root)).hexdigest()[:12]
    for made in (_SYSTEM_FOLDER, base):
        if not made.exists():
            made.mkdir(parents=True)
            made.chmod(0o711)
    if not can_reach(user, base):
        raise StartRefused(
            f"PostgreSQL must not run as root, and the user {user.name} can reach neither "
            f"{folder.root} nor {base}. Name a data folder that is open to it: --data /srv/chatty"
        )
    folder.cluster_pointer.write_text(f"{base}\n", "utf-8")
    return ServiceHome(base, user)


def settle_sockets_folder(base: Path, user: ServiceUser | None, *, name: str) -> Path:
    """Return a folder for unix sockets that only `user` (and root) may enter: `base`/`name`.

    Where that path would be too long for a socket, or hold characters such as a space or a comma,
    it is a new folder in /tmp, remembered in `base` and taken again at the next start.
    """
    preferred = base / name
    is_short = len(os.fsencode(preferred / _LONGEST_SOCKET_NAME)) <= LONGEST_SOCKET_PATH_BYTES
    if is_short and _PLAIN_PATH.fullmatch(str(preferred)):
        preferred.mkdir(exist_ok=True)
        return _close_to_others(preferred, user)
    memory = base / f"{name}.location"
    if memory.exists() and _is_ours(remembered := Path(memory.read_text("utf-8").strip()), user):
        return remembered
    made = Path(tempfile.mkdtemp(prefix="chatty-", dir="/tmp"))  # TMPDIR might be long again.
    memory.write_text(f"{made}\n", "utf-8")
    return _close_to_others(made, user)


def can_reach(user: ServiceUser | None, folder: Path) -> bool:
    """Whether `user` may enter `folder`, tried as that user: all ancestors, ACLs and all."""
    tried = run_as(user, ("/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)), timeout_seconds=10)
    return tried.returncode == 0


def _home_at_pointer(folder: DataFolder) -> ServiceHome:
    base = Path(folder.cluster_pointer.read_text("utf-8").strip())
    if not base.is_dir():
        raise StartRefused(
            f"The database of this data folder was kept in {base}, which is gone. Bring it back "
            f"from a backup, or remove {folder.cluster_pointer} to begin with an empty database."
        )
    cluster = base / "postgres"
    return ServiceHome(base, _keeper_of(cluster) if cluster.exists() else _first_service_user())


def _keeper_of(cluster: Path) -> ServiceUser | None:
    """Return the user who runs an existing cluster: its owner, as PostgreSQL itself demands."""
    owner_uid = cluster.stat().st_uid
    if owner_uid == os.geteuid() and owner_uid != 0:
        return None
    try:
        owner = pwd.getpwuid(owner_uid)
    except KeyError:
        raise StartRefused(
            f"The database in {cluster} belongs to user id {owner_uid}, which has no account here. "
            f"Give it one, or hand the folder to an existing user with chown -R."
        ) from None
    if os.geteuid() != 0 or owner_uid == 0:
        raise StartRefused(
            f"The database in {cluster} belongs to {owner.pw_name}. Start Chatty as the user who "
            f"started it before, or name another folder: ./bin/up --data <folder>"
        )
    return ServiceUser(owner.pw_name, owner.pw_uid, owner.pw_gid)


def _first_service_user() -> ServiceUser:
    for name in _SERVICE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return ServiceUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise StartRefused(
        "PostgreSQL must not run as root, and there is no user `postgres` or `nobody` for it. "
        "Start Chatty as an ordinary user, or set DATABASE_URL to an existing database."
    )


def _require_own_account() -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise StartRefused(
            f"User id {os.geteuid()} has no entry in /etc/passwd, which PostgreSQL needs. Start "
            f"Chatty as a user with an account, or set DATABASE_URL to an existing database."
        ) from None


def _close_to_others(folder: Path, user: ServiceUser | None) -> Path:
    folder.chmod(0o700)
    if user is not None:
        os.chown(folder, user.uid, user.gid)
    return folder


def _is_ours(folder: Path, user: ServiceUser | None) -> bool:
    """Whether a remembered folder is still the one we made: /tmp is everybody's."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    owner_uid = user.uid if user else os.geteuid()
    closed = stat.S_IMODE(status.st_mode) == 0o700
    return stat.S_ISDIR(status.st_mode) and status.st_uid == owner_uid and closed
