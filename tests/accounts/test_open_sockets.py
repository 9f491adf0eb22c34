"""Sockets that are open when their session ends, over a real server."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.make import PASSWORD
from tests.servers import RunningServer, ServerFactory

# Less than passes until sockets are looked at without being told of.
PATIENCE_SECONDS = 10.0


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory) -> RunningServer:
    return server_factory(env={"CHATTY_RATE_LIMITS": "off"})


def ask(server: RunningServer, path: str, token: str = "", **body: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.post(f"{server.base_url}/api/v1{path}", json=body, headers=headers, timeout=20)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def register(server: RunningServer, name: str) -> Any:
    email = f"{name}@example.org"
    return ask(server, "/auth/register", username=name, email=email, password=PASSWORD)


async def next_event(socket: ClientConnection) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))
    return event


async def close_code(socket: ClientConnection) -> int | None:
    """The code with which a socket is closed; it may say nothing more before."""
    with pytest.raises(ConnectionClosed):
        await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS)
    return socket.close_code


async def test_signing_out_closes_this_sessions_sockets_and_no_other(server: RunningServer) -> None:
    login = await asyncio.to_thread(register, server, "carol")
    other = await asyncio.to_thread(ask, server, "/auth/login", login="carol", password=PASSWORD)
    ticket = await asyncio.to_thread(ask, server, "/auth/ws-ticket", login["access_token"])
    header = {"Authorization": f"Bearer {login['access_token']}"}
    there = {"Authorization": f"Bearer {other['access_token']}"}
    async with (
        connect(server.socket_url, additional_headers=header) as by_header,
        connect(f"{server.socket_url}?ticket={ticket['ticket']}") as by_ticket,
        connect(server.socket_url, additional_headers=there) as elsewhere,
    ):
        for socket in (by_header, by_ticket, elsewhere):
            assert (await next_event(socket))["ev"] == "hello"
        await asyncio.to_thread(ask, server, "/auth/logout", login["access_token"])
        for socket in (by_header, by_ticket):
            event = await next_event(socket)
            assert event["ev"] == "session.revoked"
            assert event["d"] == {"reason": "signed_out", "session_id": login["session"]["id"]}
            assert await close_code(socket) == 4401
        await elsewhere.send('{"id": 1, "op": "ping", "d": {}}')
        while (frame := await next_event(elsewhere)).get("re") != 1:
            assert frame["ev"] == "session.revoked"
        assert frame["ok"] is True


@pytest.mark.parametrize(
    "headers, code",
    [
        ({}, 4401),
        ({"Authorization": "Bearer x"}, 4401),
        ({"Cookie": "chatty_session=x"}, 4403),
        ({"Origin": "https://evil.example"}, 4403),
    ],
)
async def test_a_socket_without_proof_is_closed(
    server: RunningServer, headers: dict[str, str], code: int
) -> None:
    async with connect(server.socket_url, additional_headers=headers) as socket:
        assert await close_code(socket) == code
