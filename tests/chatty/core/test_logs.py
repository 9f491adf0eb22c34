"""Logs are JSON lines that name requests and places, and never what people wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from chatty import urls
from chatty.core.api import Endpoint
from chatty.core.jobs import runner
from chatty.core.jobs.outbox import start_job
from chatty.core.jobs.runner import job_handler, run_job
from chatty.core.logs import JSONFormatter, logging_config, request_id
from tests.asking import api_as

SECRET = "correct horse battery staple"
REQUEST_ID = "request-0123456789"


def broken_page(request: HttpRequest) -> HttpResponse:
    """A page that breaks while it holds a secret."""
    planted = "".join([SECRET[:10], SECRET[10:]])
    raise RuntimeError(f"It broke after {len(planted)} characters.")


class TextInput(serializers.Serializer[Any]):
    """A text."""

    text = serializers.CharField()


class BrokenEndpoint(Endpoint):
    """An endpoint that breaks while it holds a secret and a body."""

    is_public = True
    authentication_classes = ()

    def post(self, request: Request) -> Response:
        """Break."""
        planted = self.read(request, TextInput)["text"]
        raise RuntimeError(f"It broke after {len(planted)} characters.")


urlpatterns = [path("broken", broken_page), path("api/broken", BrokenEndpoint.as_view())]
handler404, handler500 = urls.not_found, urls.server_error


class Lines:
    """What went to the log."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        """All of it."""
        return self.stream.getvalue()

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Each line, read."""
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The root logger's lines as they go to standard error."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield Lines(stream)
    root.removeHandler(handler)


def test_a_line_is_one_json_object(lines: Lines) -> None:
    logging.getLogger("chatty.test").warning("it.happened\nreally", extra={"count": 7})
    [entry] = lines.entries
    assert entry["event"] == "it.happened\nreally"
    assert (entry["level"], entry["logger"], entry["count"]) == ("warning", "chatty.test", 7)
    assert entry["timestamp"].endswith("Z")
    assert "request_id" not in entry


def test_a_line_within_a_request_has_its_id(lines: Lines) -> None:
    token = request_id.set(REQUEST_ID)
    logging.getLogger("chatty.test").warning("it.happened")
    request_id.reset(token)
    assert lines.entries[0]["request_id"] == REQUEST_ID


def test_what_django_hangs_on_its_records_stays_out(lines: Lines) -> None:
    extra = dict.fromkeys(("request", "response", "server_time", "socket"), SECRET)
    logging.getLogger("django.request").error("it.happened", extra=extra)
    assert SECRET not in lines.text
    assert not extra.keys() & lines.entries[0].keys()


def test_a_traceback_names_places_and_no_values(lines: Lines) -> None:
    def fail() -> None:
        planted = "".join([SECRET[:10], SECRET[10:]])
        raise RuntimeError(str(len(planted)))

    try:
        fail()
    except RuntimeError:
        logging.getLogger("chatty.test").exception("it.failed")
    [entry] = lines.entries
    [found] = entry["exception"]
    assert (found["exc_type"], found["exc_value"]) == ("RuntimeError", str(len(SECRET)))
    assert found["frames"][-1]["name"] == "fail"
    assert all("locals" not in frame for frame in found["frames"])
    assert SECRET not in lines.text


@pytest.mark.django_db
def test_an_error_of_the_database_shows_no_row(lines: Lines) -> None:
    with pytest.raises(IntegrityError, match=SECRET) as raised, transaction.atomic():
        start_job(cast("str", None), body=SECRET)
    logging.getLogger("chatty.test").error("it.failed", exc_info=raised.value)
    assert SECRET not in lines.text
    assert "null value in column" in lines.entries[0]["exception"][0]["exc_value"]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_page_that_breaks_logs_no_secret(lines: Lines) -> None:
    client = Client(raise_request_exception=False)
    response = client.get(
        f"/broken?word={SECRET}",
        headers={"X-Request-ID": REQUEST_ID, "cookie": f"chatty_session={SECRET}"},
    )
    assert response.status_code == 500
    assert SECRET not in response.content.decode()
    entries = [entry for entry in lines.entries if entry["level"] == "error"]
    assert len(entries) == 1
    assert entries[0]["request_id"] == REQUEST_ID
    assert entries[0]["exception"][0]["exc_type"] == "RuntimeError"
    assert SECRET not in lines.text


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_endpoint_that_breaks_logs_no_body(lines: Lines) -> None:
    response = Client(raise_request_exception=False).post(
        "/api/broken",
        json.dumps({"text": SECRET}),
        content_type="application/json",
        headers={"X-Request-ID": REQUEST_ID, "authorization": f"Bearer {SECRET}"},
    )
    assert response.status_code == 500
    assert response.json()["code"] == "internal_error"
    assert response.json()["request_id"] == REQUEST_ID
    failed = [entry for entry in lines.entries if entry["event"] == "request.failed"]
    assert len(failed) == 1
    assert failed[0]["request_id"] == REQUEST_ID
    assert SECRET not in response.content.decode()
    assert SECRET not in lines.text


def test_a_job_that_breaks_logs_no_secret(
    db: None, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_handlers", {})

    @job_handler("test.break")
    def _break(*, word: str) -> None:
        planted = word
        raise RuntimeError(f"It broke after {len(planted)} characters.")

    job_id = start_job("test.break", word=SECRET)
    run_job(str(job_id))
    [entry] = [entry for entry in lines.entries if entry["event"] == "jobs.failed"]
    assert (entry["job"], entry["job_id"], entry["attempts"]) == ("test.break", str(job_id), 1)
    assert SECRET not in lines.text


@pytest.mark.django_db
def test_a_refused_request_logs_no_body(alice: Any, lines: Lines) -> None:
    api = api_as(alice)
    assert api("POST", "/conversations", {"type": SECRET}).status_code == 400
    assert api("POST", "/conversations", raw=f'{{"x": "{SECRET}'.encode()).status_code == 400
    assert api("POST", "/auth/login", {"login": "x", "password": SECRET}).status_code >= 400
    assert SECRET not in lines.text


def test_the_configuration_sends_everything_to_standard_error_as_json() -> None:
    config = logging_config("DEBUG")
    assert config["root"] == {"handlers": ["stderr"], "level": "DEBUG"}
    assert config["handlers"]["stderr"]["formatter"] == "json"
    assert config["loggers"]["celery"] == {"level": "INFO"}
    assert logging_config("ERROR")["loggers"]["celery"] == {"level": "ERROR"}
