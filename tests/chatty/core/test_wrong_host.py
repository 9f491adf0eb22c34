"""A request for a host that is not ours is told where we are."""

import logging

import pytest
from django.test import Client


def test_a_person_is_told_the_address_that_works(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = Client().get("/signin", headers={"host": "192.0.2.8:8000"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'href="http://127.0.0.1:8000"' in page
    assert "CHATTY_PUBLIC_URL" in page
    assert "192.0.2.8" not in page


def test_a_program_gets_a_problem() -> None:
    answer = Client().get("/api/v1/me", headers={"host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert "http://127.0.0.1:8000" in answer.json()["detail"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
