"""Asking the API as somebody, and reading what it refuses."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.operations.sessions import SignedIn, open_session
from accounts.rules.devices import describe_device
from chatty.realtime.registry import Submission
from conversations.models import Conversation

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DEVICE = describe_device(user_agent=FIREFOX, ip_address="203.0.113.7")


@dataclass
class Api:
    """A client that speaks JSON, with a bearer token or without."""

    token: str = ""
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def __call__(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> Any:
        """Ask `/api/v1` + path; the answer has `.status_code` and `.json()`."""
        if self.token:
            headers.setdefault("authorization", f"Bearer {self.token}")
        data = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        return self.client.generic(
            method,
            f"/api/v1{path}",
            data,
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    def get(self, path: str) -> Any:
        """The JSON of a GET that must succeed."""
        return self.ok("GET", path)

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a call that must succeed; None for 204."""
        response = self(method, path, body)
        assert response.status_code < 300, (response.status_code, response.content)
        return json.loads(response.content) if response.content else None


def sign_in_as(user: User) -> SignedIn:
    """A session of a person, with tokens."""
    return open_session(user=user, device=DEVICE, with_refresh_token=True)


def api_as(user: User) -> Api:
    """A client with a bearer token of a fresh session."""
    return Api(sign_in_as(user).access_token)


def code_of(response: Any) -> tuple[int, str]:
    """Status and code of a problem document, whose shape is checked on the way."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["type"] == f"urn:chatty:problem:{problem['code']}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"]
    return response.status_code, problem["code"]


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0..count-1)` in as many threads that start together; results or exceptions."""
    barrier = threading.Barrier(count)

    def run(number: int) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(60)
            return work(number)
        except Exception as caught:  # noqa: BLE001 - the caller looks at it
            return caught
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def write_from_socket(submission: Submission) -> Any:
    """The answer's `d` of what a socket hands to a group committer; its refusal is raised."""
    (answer,) = submission.committer.run([submission.item])
    if isinstance(answer, Exception):
        raise answer
    return submission.shape(answer)


def lines_of(reader: User, room: Conversation) -> list[dict[str, Any]]:
    """What the timeline tells them of what was done, oldest first."""
    page = api_as(reader).get(f"/conversations/{room.id}/messages")["results"]
    return [row["metadata"]["system"] for row in page if row["type"] == "SYSTEM"]
