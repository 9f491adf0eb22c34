"""What a request may hold beside its body, over real connections."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from chatty.ops.http_protocol import HEAD_BYTES
from tests.servers import RunningServer, ServerFactory, stop_server


@pytest.fixture(scope="module")
def running(server_factory: ServerFactory) -> Iterator[RunningServer]:
    """One web process under uvicorn."""
    server = server_factory()
    yield server
    stop_server(server)


@pytest.fixture
def connection(running: RunningServer) -> Iterator[socket.socket]:
    """A bare connection to it."""
    url = urlsplit(running.base_url)
    with socket.create_connection((url.hostname, url.port), timeout=30) as client:
        yield client


@pytest.mark.parametrize("start", [b"GET /", b"GET / HTTP/1.1\r\nHost: x\r\nX-One: "])
def test_a_head_without_end_is_cut_off(connection: socket.socket, start: bytes) -> None:
    connection.sendall(start)
    assert _is_cut_off_while_sending(connection, b"a" * 65_536)


def test_headers_without_end_are_cut_off(connection: socket.socket) -> None:
    connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    assert _is_cut_off_while_sending(connection, b"X-Many: " + b"a" * 8_000 + b"\r\n")


def test_trailers_without_end_are_cut_off(connection: socket.socket) -> None:
    connection.sendall(
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
    )
    assert _is_cut_off_while_sending(connection, b"X-Many: " + b"a" * 8_000 + b"\r\n")


def test_long_headers_and_long_bodies_within_bounds_are_served(running: RunningServer) -> None:
    with httpx.Client(base_url=running.base_url, timeout=30) as client:
        for _ in range(3):  # On one connection: what is counted begins anew.
            headers = {"X-Long": "a" * (HEAD_BYTES // 2)}
            assert client.get("/healthz", headers=headers).status_code == 200
            body = {"login": "nobody", "password": "x" * 900_000}
            assert client.post("/api/v1/auth/login", json=body).json()["code"] == "invalid"
            pieces = (b" " * 1_000 for _ in range(900))
            answer = client.post("/api/v1/auth/login", content=pieces)
            assert answer.json()["code"] == "unsupported_media_type"


def _is_cut_off_while_sending(connection: socket.socket, piece: bytes) -> bool:
    """Whether the server ends the connection before it has taken 4 MB."""
    try:
        for _ in range(4_194_304 // len(piece)):
            connection.sendall(piece)
        connection.settimeout(10)
        while connection.recv(65_536):
            pass
    except (ConnectionResetError, BrokenPipeError):
        return True
    except TimeoutError:
        return False
    return True
