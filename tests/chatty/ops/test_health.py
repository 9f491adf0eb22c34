"""/healthz and /readyz."""

from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings
from redis import Redis

from chatty.ops import health


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_anybody_may_ask_and_nothing_keeps_the_answer(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_readiness_names_every_part(client: Client) -> None:
    checks = client.get("/readyz").json()["checks"]
    assert checks == {"database": "ok", "redis": "ok", "storage": "ok"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_a_lost_database_is_told_without_its_reason(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("no password for chatty_web at 10.0.0.7")

    monkeypatch.setitem(health._CHECKS, "database", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert answer.json()["checks"]["database"] == "unavailable"
    assert b"10.0.0.7" not in answer.content


@pytest.mark.django_db
def test_a_lost_redis_is_told_in_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Redis.from_url("unix:///nowhere/valkey.sock")
    monkeypatch.setattr(health, "redis", lambda: nowhere)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "redis": "unavailable", "storage": "ok"}


@pytest.mark.django_db
def test_a_lost_folder_for_files_is_told(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.STORAGE_URL = (tmp_path / "gone").as_uri()
    assert client.get("/readyz").json()["checks"]["storage"] == "unavailable"
    settings.STORAGE_URL = tmp_path.as_uri()
    assert client.get("/readyz").json()["checks"]["storage"] == "ok"


def test_a_process_that_lives_is_healthy_without_its_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
