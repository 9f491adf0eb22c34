"""Every failure of the API is one problem document, inside DRF and outside."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path
from psycopg_pool import PoolTimeout
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from chatty import urls
from chatty.core import errors
from chatty.core.api import Endpoint, as_refusal, read_input
from chatty.core.ids import new_id
from chatty.core.limits import limits
from tests.asking import api_as, code_of

pytestmark = pytest.mark.django_db


class PieceInput(serializers.Serializer[Any]):
    """A part of an order."""

    name = serializers.CharField(max_length=3)
    count = serializers.IntegerField(min_value=1)


class OrderInput(serializers.Serializer[Any]):
    """A body with parts."""

    title = serializers.CharField()
    first = PieceInput(required=False)
    pieces = PieceInput(many=True, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=3), required=False)


class OrderEndpoint(Endpoint):
    """Answers with what it read."""

    is_public = True
    authentication_classes = ()

    def get(self, request: Request) -> Response:
        """Fail as the query says."""
        raise FAILURES[request.query_params["kind"]]

    def post(self, request: Request) -> Response:
        """Give it back."""
        return Response(self.read(request, OrderInput))

    def put(self, request: Request) -> Response:
        """Give the raw body back."""
        return Response({"body": request.data, "id": new_id()})


class PrivateEndpoint(Endpoint):
    """Open to nobody who is not signed in."""

    def get(self, _request: Request) -> Response:
        """Never reached."""
        raise AssertionError


FAILURES: dict[str, Exception] = {
    "Http404": Http404(),
    "NotFound": exceptions.NotFound(),
    "PermissionDenied": PermissionDenied(),
    "DrfPermissionDenied": exceptions.PermissionDenied(),
    "NotAuthenticated": exceptions.NotAuthenticated(),
    "AuthenticationFailed": exceptions.AuthenticationFailed(),
    "OperationalError": OperationalError("secret host"),
    "InterfaceError": InterfaceError("secret host"),
    "PoolTimeout": PoolTimeout("secret host"),
    "RateLimited": errors.RateLimited(retry_after=6.2),
    "VersionConflict": errors.VersionConflict(current={"version": 2}, base={"version": 1}),
    "RuntimeError": RuntimeError("secret host"),
}
EXPECTED = {
    "Http404": (404, "not_found"),
    "NotFound": (404, "not_found"),
    "PermissionDenied": (403, "forbidden"),
    "DrfPermissionDenied": (403, "forbidden"),
    "NotAuthenticated": (401, "not_authenticated"),
    "AuthenticationFailed": (401, "not_authenticated"),
    "OperationalError": (503, "unavailable"),
    "InterfaceError": (503, "unavailable"),
    "PoolTimeout": (503, "unavailable"),
    "RateLimited": (429, "rate_limited"),
    "VersionConflict": (409, "version_conflict"),
    "RuntimeError": (500, "internal_error"),
}

urlpatterns = [
    path("api/v1/order", OrderEndpoint.as_view()),
    path("api/v1/private", PrivateEndpoint.as_view()),
]
handler404, handler500 = urls.not_found, urls.server_error
made_up = pytest.mark.urls(__name__)


def send(method: str, raw: bytes, content_type: str = "application/json") -> Any:
    """Ask the endpoint of this test."""
    return Client().generic(method, "/api/v1/order", raw, content_type=content_type)


@made_up
@pytest.mark.parametrize("kind", FAILURES)
def test_a_failure_is_a_problem_and_shows_no_inside(kind: str) -> None:
    response = Client().get(f"/api/v1/order?kind={kind}")
    assert code_of(response) == EXPECTED[kind]
    assert "secret" not in response.content.decode()
    if response.status_code in (429, 503):
        assert int(response.headers["Retry-After"]) == response.json()["retry_after"]
    if response.status_code == 401:
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="chatty"'
    if response.status_code == 409:
        assert (response.json()["current"], response.json()["base"]) == (
            {"version": 2},
            {"version": 1},
        )


def test_a_fault_of_ours_is_no_refusal() -> None:
    assert as_refusal(ValueError()) is None
    refusal = errors.LastOwner()
    assert as_refusal(refusal) is refusal


@made_up
def test_who_is_not_signed_in_is_refused() -> None:
    assert code_of(Client().get("/api/v1/private")) == (401, "not_authenticated")


@pytest.mark.parametrize("place", ["/api", "/api/", "/api/v1/nothing", "/api/v1/me/", "/api/v2/me"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_path_that_is_not_there_is_a_problem(place: str, method: str) -> None:
    if place == "/api":
        assert Client().generic(method, place).status_code == 404
        return
    assert code_of(Client().generic(method, place)) == (404, "not_found")


def test_a_method_that_is_not_offered_names_those_that_are(alice: Any) -> None:
    response = api_as(alice)("DELETE", "/me")
    assert code_of(response) == (405, "method_not_allowed")
    allowed = set(response.headers["Allow"].split(", "))
    assert {"GET", "PATCH"} <= allowed
    assert "DELETE" not in allowed
    assert "GET" in response.json()["detail"]


@pytest.mark.parametrize("place", ["/api/schema/", "/api/docs/"])
def test_the_document_of_the_api_refuses_other_methods_too(place: str) -> None:
    response = Client().post(place)
    assert code_of(response) == (405, "method_not_allowed")
    assert "GET" in response.headers["Allow"]


@made_up
@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/jsonx",
        "json",
    ],
)
def test_another_kind_of_body_is_refused(kind: str) -> None:
    assert code_of(send("POST", b"a=b", kind)) == (415, "unsupported_media_type")


@made_up
@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "Application/JSON ;a=b"]
)
def test_json_is_taken_whatever_its_parameters(kind: str) -> None:
    assert send("PUT", b'{"a": 1}', kind).json()["body"] == {"a": 1}


@made_up
def test_json_is_answered_whatever_is_accepted() -> None:
    response = Client().put(
        "/api/v1/order", b"{}", content_type="application/json", headers={"accept": "image/png"}
    )
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"


@made_up
@pytest.mark.parametrize(
    "raw, code",
    [
        (b"{", "invalid_json"),
        (b"\xff", "invalid_json"),
        (b"[" * 10_000, "invalid_json"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "invalid_json"),
        (b'{"title": NaN}', "invalid_json"),
        (rb'{"title": "\ud800"}', "invalid"),
        (rb'{"title": "\u0000"}', "invalid"),
        (b"[]", "invalid"),
        (b'"text"', "invalid"),
        (b"7", "invalid"),
        (b"null", "invalid"),
    ],
)
def test_a_wrong_body_is_a_problem(raw: bytes, code: str) -> None:
    assert code_of(send("POST", raw)) == (400, code)


@made_up
@pytest.mark.parametrize("raw", [b"", b" \n", b"{}"])
def test_an_empty_body_is_an_empty_object(raw: bytes) -> None:
    assert send("PUT", raw).json()["body"] == {}
    problem = send("POST", raw)
    assert code_of(problem) == (400, "invalid")
    assert problem.json()["errors"] == {"title": ["This field is required."]}


@made_up
def test_a_body_over_the_limit_is_too_large() -> None:
    room = limits.request_body_bytes - len(b'{"a":""}')
    assert send("PUT", b'{"a":"%s"}' % (b"x" * room)).status_code == 200
    assert code_of(send("PUT", b'{"a":"%s"}' % (b"x" * (room + 1)))) == (413, "payload_too_large")


@made_up
def test_errors_name_nested_fields_with_dots() -> None:
    body = {
        "first": {"name": "long"},
        "pieces": [{"name": "a", "count": 1}, {"name": "a", "count": 0}, 7],
        "tags": ["a", "long"],
    }
    problem = send("POST", json.dumps(body).encode())
    assert code_of(problem) == (400, "invalid")
    found = problem.json()["errors"]
    assert set(found) == {
        "title",
        "first.name",
        "first.count",
        "pieces.1.count",
        "pieces.2.non_field_errors",
        "tags.1",
    }
    assert all(isinstance(text, str) for texts in found.values() for text in texts)


@pytest.mark.parametrize("data", [None, [], "x", 7])
def test_only_objects_have_fields(data: object) -> None:
    with pytest.raises(errors.Invalid, match="Send a JSON object"):
        read_input(OrderInput, data)


def test_what_is_right_comes_back_checked() -> None:
    found = read_input(OrderInput, {"title": " a ", "other": 1, "tags": ["x"]})
    assert found == {"title": "a", "tags": ["x"]}
