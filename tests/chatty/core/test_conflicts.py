"""What the database ended for another transaction's sake is done once more, and not for ever."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import InternalError, OperationalError, connection, transaction
from django.test import Client
from django.urls import path
from psycopg import errors as states
from rest_framework.request import Request
from rest_framework.response import Response

from chatty import urls
from chatty.core.api import Endpoint, as_refusal
from chatty.core.conflicts import RETRIES, retry_conflicts, sqlstate


def failing(*failures: psycopg.Error) -> Callable[[], str]:
    """Work that fails so often, and then is done."""
    left = list(failures)

    def work() -> str:
        if left:
            raise OperationalError from left.pop(0)
        return "done"

    return work


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [states.DeadlockDetected, states.SerializationFailure])
def test_a_conflict_is_tried_again(kind: type[psycopg.Error]) -> None:
    assert retry_conflicts(failing(*[kind()] * RETRIES)) == "done"


@pytest.mark.django_db(transaction=True)
def test_the_last_conflict_is_told() -> None:
    with pytest.raises(OperationalError) as told:
        retry_conflicts(failing(*[states.DeadlockDetected()] * (RETRIES + 1)))
    assert sqlstate(told.value) == "40P01"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [states.LockNotAvailable, psycopg.OperationalError])
def test_another_failure_is_told_at_once(kind: type[psycopg.Error]) -> None:
    work = failing(kind())
    with pytest.raises(OperationalError):
        retry_conflicts(work)
    assert work() == "done"


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_nothing_is_tried_again() -> None:
    work = failing(states.DeadlockDetected())
    with pytest.raises(OperationalError), transaction.atomic():
        retry_conflicts(work)
    assert work() == "done"
    assert not connection.in_atomic_block


def test_a_transaction_that_was_ended_for_idling_says_that_the_server_is_busy() -> None:
    ended = InternalError()
    ended.__cause__ = states.IdleInTransactionSessionTimeout()
    refusal = as_refusal(ended)
    assert refusal is not None
    assert (refusal.status, refusal.code) == (503, "unavailable")
    assert as_refusal(InternalError()) is None


class ContestedEndpoint(Endpoint):
    """Meets another transaction as often as its counter says, and reads its body each time."""

    is_public = True
    authentication_classes = ()
    work = staticmethod(failing())

    def post(self, request: Request) -> Response:
        """Answer with what was sent."""
        self.work()
        return Response(request.data)


urlpatterns = [path("api/v1/contested", ContestedEndpoint.as_view())]
handler404, handler500 = urls.not_found, urls.server_error


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
def test_an_endpoint_answers_in_spite_of_a_conflict(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def ask() -> Any:
        return client.post("/api/v1/contested", {"a": 1}, content_type="application/json")

    conflict = states.DeadlockDetected()
    monkeypatch.setattr(ContestedEndpoint, "work", staticmethod(failing(conflict, conflict)))
    answer = ask()
    assert (answer.status_code, answer.json()) == (200, {"a": 1})
    monkeypatch.setattr(ContestedEndpoint, "work", staticmethod(failing(*[conflict] * 9)))
    refused = ask()
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert int(refused["Retry-After"]) > 0
