"""Turning environment variables into settings. Each function says which variable is wrong."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from chatty.core.acting import PROGRAM
from chatty.core.acting import SETTING as ACTOR_SETTING
from chatty.core.limits import limits
from chatty.core.pool_check import check_connection
from chatty.core.slow_queries import TimedCursor
from chatty.core.storage_url import read_bucket

# What each kind of process is: serving people, doing jobs, migrating, or a person's command line.
PROCESSES = ("web", "worker", "owner", "command", "test")
# What every S3 server takes: 3 to 63 of these.
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def load_environment_file(path: Path) -> None:
    """Take variables that are not set from a file of `NAME=value` lines, which bin/up keeps for
    manage.py.
    """
    if not path.is_file():
        return
    for line in path.read_text().splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def required(name: str, *, process: str) -> str:
    """A secret that serving processes must be given; a passing command gets one for its own
    length.
    """
    value = os.environ.get(name, "")
    if value:
        return value
    if process in ("web", "worker"):
        raise ImproperlyConfigured(f"Set {name}. bin/up makes one in its data folder.")
    return secrets.token_urlsafe(48)


def choice(name: str, *choices: str) -> str:
    """One of `choices`; the first is the default."""
    value = os.environ.get(name, "") or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def count(name: str, default: int) -> int:
    """A whole number of at least 1."""
    text = os.environ.get(name, "") or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least 1, not {text!r}.")
    return int(text)


def public_url(name: str, default: str) -> SplitResult:
    """The origin people reach Chatty under, without a path."""
    text = (os.environ.get(name, "") or default).rstrip("/")
    try:
        url = urlsplit(text)
        is_origin = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        is_origin = False
    if not is_origin or text != f"{url.scheme}://{url.netloc}" or "@" in url.netloc:
        raise ImproperlyConfigured(f"{name} must be like https://chat.example.org, not {text!r}.")
    # Browsers name their origin in lower case and without the scheme's own port.
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
    own_port = {"http": 80, "https": 443}[url.scheme]
    port = f":{url.port}" if url.port not in (None, own_port) else ""
    return urlsplit(f"{url.scheme}://{host}{port}")


# A database whose host is gone says nothing: the line to it ends by itself, within half a minute.
_DEAD_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

# Of one web process: its writers' and one for everything else (`chatty.core.threads`).
_LEAST_CONNECTIONS = 5


def database(
    name: str, url: str, *, process: str, processes: int, row_level_security: bool = False
) -> dict[str, Any]:
    """A Django database from a libpq URL, with the timeouts and the pool of its kind of process."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        # The driver's own words repeat the URL, and with it the password.
        raise ImproperlyConfigured(
            f"{name} must be like postgresql://user:password@host:5432/chatty."
        ) from None
    names = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
        "host": "HOST",
        "port": "PORT",
    }
    options: dict[str, Any] = {key: value for key, value in parts.items() if key not in names}
    for name_of, value in _DEAD_LINE.items():
        options.setdefault(name_of, value)
    options["cursor_factory"] = TimedCursor
    session = _session_settings(process)
    # Jobs and commands are the program's own; in the web each statement says for whom it is.
    if row_level_security and process != "web":
        session.append(f"{ACTOR_SETTING}={PROGRAM}")
    options["options"] = " ".join(f"-c {setting}" for setting in session)
    if process == "web":
        size = max(_LEAST_CONNECTIONS, limits.database_pool // processes)
        options["pool"] = {
            "min_size": 1,
            "max_size": size,
            "timeout": limits.database_pool_wait_seconds,
            "check": check_connection,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: parts.get(libpq, "") for libpq, django in names.items()},
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _session_settings(process: str) -> list[str]:
    """Only people wait for an answer, so only the web is cut off: a migration may take its time,
    and a job waits for a mail server within its transaction.
    """
    settings = ["search_path=public", f"lock_timeout={_milliseconds(limits.lock_seconds)}"]
    if process == "web":
        idle = _milliseconds(limits.idle_transaction_seconds)
        settings.append(f"idle_in_transaction_session_timeout={idle}")
        settings.append(f"statement_timeout={_milliseconds(limits.statement_seconds)}")
        # Of `chatty.core.prepared`: planning anew for 32 partitions costs more than it saves, and
        # compiling a plan that is over in a millisecond does, too.
        settings += ["plan_cache_mode=force_generic_plan", "jit=off"]
    return settings


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1_000)


def storage(name: str, default: str) -> str:
    """Where files go: a folder, as `file:///path`, or a bucket, as `s3://name?endpoint=…&region=…`.

    Credentials have variables of their own, so that nobody has to hide this one.
    """
    url = os.environ.get(name, "") or default
    try:
        parts = urlsplit(url)
        is_good = _is_folder(parts) or _is_bucket(parts)
    except ValueError:
        is_good = False
    if not is_good:
        # The text is not repeated: somebody may have put their keys into it.
        raise ImproperlyConfigured(
            f"{name} must be like file:///srv/chatty/files or "
            f"s3://chatty?endpoint=https://s3.example.org&region=us-east-1."
        )
    return url


def _is_folder(parts: SplitResult) -> bool:
    return parts.scheme == "file" and not parts.netloc and parts.path.startswith("/")


def _is_bucket(parts: SplitResult) -> bool:
    """Whether it is a bucket's name with no more than an endpoint and a region; ValueError too."""
    if parts.scheme != "s3" or parts.path not in ("", "/") or parts.fragment:
        return False
    given = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    if given.keys() - {"endpoint", "region"} or any(len(values) > 1 for values in given.values()):
        return False
    endpoint = urlsplit(given.get("endpoint", ["https://s3.example.org"])[0])
    is_origin = endpoint.scheme in ("http", "https") and bool(endpoint.hostname)
    return (
        _BUCKET_NAME.fullmatch(parts.netloc) is not None
        and is_origin
        and "@" not in endpoint.netloc
        and endpoint.port != 0
        and bool(given.get("region", ["us-east-1"])[0])
    )


def file_encryptions(url: str) -> tuple[str, str]:
    """Who may seal files, first who does unless told otherwise: a bucket's clients fetch and send
    bytes themselves, and a folder is anybody's who holds the disk.
    """
    return ("chatty", "storage") if read_bucket(url) is None else ("storage", "chatty")


def file_origins(url: str, encryption: str) -> list[str]:
    """From where, besides Chatty itself, a page fetches files."""
    bucket = read_bucket(url)
    return [] if bucket is None or encryption == "chatty" else [bucket.origin]


def scanner(name: str) -> str | tuple[str, int] | None:
    """Where a virus scanner listens: the path of a socket, a host and port, or nowhere."""
    url = os.environ.get(name, "")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/"):
            return unquote(parts.path)
        if parts.scheme == "tcp" and parts.hostname and not parts.path.strip("/"):
            return parts.hostname, parts.port or 3310
    except ValueError:
        pass
    raise ImproperlyConfigured(
        f"{name} must be like unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310."
    )


def email(url: str) -> dict[str, Any]:
    """Django's mail settings from `smtp[s]://user:password@host:port`; none without a URL.

    User and password are percent-encoded where they hold `@`, `:` or `/`.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
        is_mail = parts.scheme in ("smtp", "smtps", "smtp+starttls") and bool(parts.hostname)
    except ValueError:
        is_mail = False
    if not is_mail:
        raise ImproperlyConfigured("CHATTY_EMAIL_URL must be like smtp://user:password@host:587.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 10,
    }
