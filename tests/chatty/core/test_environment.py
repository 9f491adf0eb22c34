"""The environment becomes settings, and what is wrong is named."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from chatty.core import environment
from chatty.core.limits import override_limits
from chatty.core.pool_check import check_connection

Patch = pytest.MonkeyPatch


def options_of(process: str, *, processes: int = 1) -> dict[str, object]:
    """The driver's options in a kind of process."""
    found = environment.database(
        "DATABASE_URL", "postgresql://u@h/d", process=process, processes=processes
    )
    return dict(found["OPTIONS"])


def settings_of(process: str) -> dict[str, str]:
    """PostgreSQL's session settings in a kind of process."""
    text = str(options_of(process)["options"])
    return dict(part.split("=", 1) for part in text.removeprefix("-c ").split(" -c "))


def test_a_database_url_becomes_djangos_parts() -> None:
    found = environment.database(
        "DATABASE_URL",
        "postgresql://u%40x:p%2Fw@db.example:6432/chat?sslmode=require",
        process="command",
        processes=1,
    )
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "u@x",
        "p/w",
        "db.example",
        "6432",
        "chat",
    ]
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_line_to_a_host_that_is_gone_ends_by_itself() -> None:
    assert options_of("web")["tcp_user_timeout"] == 20_000
    assert options_of("worker")["keepalives_idle"] == 10
    url = "postgresql://u@db.example/chat?tcp_user_timeout=5000"
    found = environment.database("DATABASE_URL", url, process="web", processes=1)
    assert found["OPTIONS"]["tcp_user_timeout"] == "5000"


def test_a_database_may_be_reached_by_a_socket() -> None:
    found = environment.database(
        "DATABASE_URL", "postgresql://u@/chat?host=/run/pg", process="command", processes=1
    )
    assert (found["HOST"], found["NAME"], found["PORT"]) == ("/run/pg", "chat", "")


@pytest.mark.parametrize(
    "url",
    ["mysql://u:hunter2@h/d", "postgres//u:hunter2@h/d", "hunter2", "postgresql://[hunter2/d"],
)
def test_a_wrong_database_url_names_its_variable_and_no_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL must be like") as caught:
        environment.database("DATABASE_URL", url, process="web", processes=1)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("processes, size", [(1, 20), (2, 10), (3, 6), (10, 5), (40, 5)])
def test_the_web_processes_share_the_pool(processes: int, size: int) -> None:
    with override_limits(database_pool=20, database_pool_wait_seconds=1.5):
        pool = options_of("web", processes=processes)["pool"]
    given = {"min_size": 1, "max_size": size, "timeout": 1.5}
    assert pool == given | {"check": check_connection}


@pytest.mark.parametrize("process", ["worker", "owner", "command", "test"])
def test_only_the_web_has_a_pool(process: str) -> None:
    assert "pool" not in options_of(process)


def test_each_kind_of_process_has_its_timeouts() -> None:
    with override_limits(lock_seconds=2, statement_seconds=0.5, idle_transaction_seconds=10):
        always = {"search_path": "public", "lock_timeout": "2000"}
        idle = {"idle_in_transaction_session_timeout": "10000"}
        plans = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
        assert settings_of("web") == always | idle | plans | {"statement_timeout": "500"}
        for process in ("worker", "owner", "command", "test"):
            assert settings_of(process) == always


@pytest.mark.parametrize(
    "text, origin",
    [
        ("https://chat.example.org", "https://chat.example.org"),
        ("https://chat.example.org/", "https://chat.example.org"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("", "http://default"),
    ],
)
def test_a_public_url_is_an_origin(monkeypatch: Patch, text: str, origin: str) -> None:
    monkeypatch.setenv("CHATTY_PUBLIC_URL", text)
    assert environment.public_url("CHATTY_PUBLIC_URL", "http://default").geturl() == origin


@pytest.mark.parametrize(
    "text",
    [
        "chat.example.org",
        "ftp://chat.example.org",
        "https://",
        "https://chat.example.org/chat",
        "https://chat.example.org?a=1",
        "https://chat.example.org#a",
        "https://user:password@chat.example.org",
        "https://chat.example.org:99999",
        "https://chat.example.org:port",
        "https://[::1",
    ],
)
def test_a_wrong_public_url_names_its_variable(monkeypatch: Patch, text: str) -> None:
    monkeypatch.setenv("CHATTY_PUBLIC_URL", text)
    with pytest.raises(ImproperlyConfigured, match=r"^CHATTY_PUBLIC_URL must be like https://"):
        environment.public_url("CHATTY_PUBLIC_URL", "http://default")


def test_a_choice_is_one_of_the_named(monkeypatch: Patch) -> None:
    monkeypatch.delenv("CHATTY_CHOICE", raising=False)
    assert environment.choice("CHATTY_CHOICE", "on", "off") == "on"
    monkeypatch.setenv("CHATTY_CHOICE", "off")
    assert environment.choice("CHATTY_CHOICE", "on", "off") == "off"
    monkeypatch.setenv("CHATTY_CHOICE", "maybe")
    with pytest.raises(ImproperlyConfigured, match="CHATTY_CHOICE must be one of on, off"):
        environment.choice("CHATTY_CHOICE", "on", "off")


def test_a_count_is_a_whole_number(monkeypatch: Patch) -> None:
    monkeypatch.delenv("CHATTY_COUNT", raising=False)
    assert environment.count("CHATTY_COUNT", 3) == 3
    monkeypatch.setenv("CHATTY_COUNT", "12")
    assert environment.count("CHATTY_COUNT", 3) == 12
    for wrong in ("0", "-1", "1.5", "two", "²"):
        monkeypatch.setenv("CHATTY_COUNT", wrong)
        with pytest.raises(ImproperlyConfigured, match="CHATTY_COUNT must be a whole number"):
            environment.count("CHATTY_COUNT", 3)


@pytest.mark.parametrize("process", ["web", "worker"])
def test_a_serving_process_must_be_given_its_secret(monkeypatch: Patch, process: str) -> None:
    monkeypatch.delenv("CHATTY_A_SECRET", raising=False)
    with pytest.raises(ImproperlyConfigured, match="Set CHATTY_A_SECRET"):
        environment.required("CHATTY_A_SECRET", process=process)
    monkeypatch.setenv("CHATTY_A_SECRET", "given")
    assert environment.required("CHATTY_A_SECRET", process=process) == "given"


def test_a_passing_command_gets_a_secret_for_its_own_length(monkeypatch: Patch) -> None:
    monkeypatch.delenv("CHATTY_A_SECRET", raising=False)
    first = environment.required("CHATTY_A_SECRET", process="command")
    assert len(first) > 40
    assert first != environment.required("CHATTY_A_SECRET", process="command")


def test_a_file_fills_only_what_is_not_set(monkeypatch: Patch, tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text("# NOTE=x\nCHATTY_SET=file\n CHATTY_UNSET = a=b \nnonsense\n\n")
    monkeypatch.setenv("CHATTY_SET", "environment")
    monkeypatch.setenv("CHATTY_UNSET", "")
    monkeypatch.delenv("CHATTY_UNSET")
    environment.load_environment_file(file)
    environment.load_environment_file(tmp_path / "missing")
    assert os.environ["CHATTY_SET"] == "environment"
    assert os.environ["CHATTY_UNSET"] == "a=b"
    assert "# NOTE" not in os.environ


@pytest.mark.parametrize(
    "url, port, ssl, tls",
    [
        ("smtp://host", 25, False, False),
        ("smtp://host:587", 587, False, False),
        ("smtps://host", 465, True, False),
        ("smtp+starttls://host:587", 587, False, True),
    ],
)
def test_the_scheme_of_an_email_url_says_how_to_encrypt(
    url: str, port: int, ssl: bool, tls: bool
) -> None:
    found = environment.email(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("host", port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (ssl, tls)
    assert found["EMAIL_TIMEOUT"] > 0


def test_a_mail_user_may_be_an_address() -> None:
    found = environment.email("smtp://me%40example.org:p%2Fw%3A%40@host")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "p/w:@")


def test_without_an_email_url_there_is_no_mail() -> None:
    assert environment.email("") == {
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"
    }


@pytest.mark.parametrize(
    "url",
    ["host", "http://u:hunter2@host", "smtp://", "smtp://u:hunter2@host:port", "smtp://[hunter2"],
)
def test_a_wrong_email_url_names_its_variable_and_no_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^CHATTY_EMAIL_URL must be like") as caught:
        environment.email(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "/srv/files",
        "file://srv/files",
        "file:files",
        "s3://",
        "s3://a",
        "s3://Bucket",
        "s3://bucket/folder",
        "s3://hunter2:hunter2@bucket",
        "s3://bucket?endpoint=s3.example.org",
        "s3://bucket?endpoint=https://hunter2@s3.example.org",
        "s3://bucket?endpoint=https://s3.example.org:port",
        "s3://bucket?region=",
        "s3://bucket?secret=hunter2",
        "s3://bucket?region=a&region=b",
        "gs://bucket",
        "s3://[bucket",
    ],
)
def test_a_wrong_storage_names_its_variable_and_no_key(monkeypatch: Patch, url: str) -> None:
    monkeypatch.setenv("CHATTY_STORAGE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"^CHATTY_STORAGE_URL must be like") as caught:
        environment.storage("CHATTY_STORAGE_URL", "file:///default")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "file:///srv/files",
        "s3://bucket",
        "s3://my.bucket-2?endpoint=http://127.0.0.1:7070",
        "s3://bucket?endpoint=https://s3.example.org&region=eu-central-1",
    ],
)
def test_a_storage_is_a_folder_or_a_bucket(monkeypatch: Patch, url: str) -> None:
    monkeypatch.setenv("CHATTY_STORAGE_URL", url)
    assert environment.storage("CHATTY_STORAGE_URL", "file:///default") == url
    monkeypatch.setenv("CHATTY_STORAGE_URL", "")
    assert environment.storage("CHATTY_STORAGE_URL", "file:///default") == "file:///default"


@pytest.mark.parametrize(
    "given, origin",
    [
        ("https://Chat.Example.org:443", "https://chat.example.org"),
        ("http://chat.example.org:80/", "http://chat.example.org"),
        ("http://[2001:DB8::1]:8000", "http://[2001:db8::1]:8000"),
    ],
)
def test_a_public_url_is_written_as_browsers_write_origins(
    monkeypatch: Patch, given: str, origin: str
) -> None:
    monkeypatch.setenv("CHATTY_PUBLIC_URL", given)
    assert environment.public_url("CHATTY_PUBLIC_URL", "").geturl() == origin


@pytest.mark.parametrize(
    "url, origin",
    [
        ("file:///srv/files", None),
        ("s3://files?endpoint=https://s3.example.org:9000/deep", "https://s3.example.org:9000"),
        ("s3://files?region=eu-west-3", "https://files.s3.eu-west-3.amazonaws.com"),
    ],
)
def test_pages_fetch_files_from_a_bucket_that_seals_them_itself(
    url: str, origin: str | None
) -> None:
    first, other = environment.file_encryptions(url)
    assert (first, other) == (("chatty", "storage") if origin is None else ("storage", "chatty"))
    assert environment.file_origins(url, "storage") == ([] if origin is None else [origin])
    assert environment.file_origins(url, "chatty") == []


def test_a_scanner_listens_somewhere_or_nowhere(monkeypatch: Patch) -> None:
    for text, expected in (
        ("", None),
        ("unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp://scanner:3311", ("scanner", 3311)),
        ("tcp://[::1]", ("::1", 3310)),
    ):
        monkeypatch.setenv("CHATTY_CLAMD", text)
        assert environment.scanner("CHATTY_CLAMD") == expected
    for text in ("clamd", "unix://clamd.ctl", "tcp://", "tcp://scanner:x", "http://scanner"):
        monkeypatch.setenv("CHATTY_CLAMD", text)
        with pytest.raises(ImproperlyConfigured, match=r"unix:///run"):
            environment.scanner("CHATTY_CLAMD")
