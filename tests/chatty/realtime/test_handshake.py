"""Opening a socket on a real server: who gets in, and with which code the others go."""

import asyncio
from urllib.parse import quote

import httpx
import psycopg
import pytest

from tests.people import Talker, open_socket, sign_in_by_page
from tests.servers import RunningServer


async def code_of(server: RunningServer, query: str = "", **headers: str) -> int | None:
    """The code with which such a socket is closed, without a word."""
    socket = await open_socket(server, query=query, headers=headers)
    code = await socket.closed()
    assert socket.raw == []
    return code


async def test_hello_comes_first_with_all_it_must_say(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "hello.alice")
    socket = await alice.connect()
    assert list(socket.frames[0]) == ["ev", "d"]
    hello = socket.frames[0]["d"]
    assert len(hello.pop("connection_id")) == 36
    assert hello.pop("server_time").endswith("Z")
    assert hello == {
        "user_id": alice.id,
        "session_id": alice.session_id,
        "heartbeat_interval": 30,
        "protocol": 1,
        "limits": {
            "frame_bytes": 102_400,
            "messages_per_minute": 10_000,
            "body_code_points": 8_000,
            "connections_per_user": 5,
            "silence_seconds": 120,
        },
    }
    await alice.leave()


async def test_a_cookie_opens_from_our_own_pages_only(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "cookie.alice")
    cookie = await sign_in_by_page(pair, alice.name)
    own = await open_socket(pair, headers=cookie, origin=pair.base_url)
    assert (await own.event("hello"))["d"]["user_id"] == alice.id
    await own.close()
    assert await code_of(pair, **cookie, Origin="https://evil.example") == 4403
    assert await code_of(pair, **cookie) == 4403
    wrong = {**cookie, "Origin": pair.base_url, "Authorization": "Bearer no.such.token"}
    assert await code_of(pair, **wrong) == 4401
    await alice.leave()


async def test_a_ticket_opens_one_socket(pair: RunningServer) -> None:
    alice = await Talker.register(pair, "ticket.alice")
    ticket = quote((await alice.rest("POST", "/auth/ws-ticket"))["ticket"])
    socket = await open_socket(pair, query=f"?ticket={ticket}")
    assert (await socket.event("hello"))["d"]["session_id"] == alice.session_id
    await socket.close()
    assert await code_of(pair, f"?ticket={ticket}") == 4401
    await alice.leave()


@pytest.mark.parametrize(
    "query, headers",
    [
        ("", {}),
        ("?ticket=", {}),
        ("?ticket=never-issued", {}),
        ("?ticket=%00", {}),
        ("", {"Authorization": "Bearer"}),
        ("", {"Authorization": "Bearer a.b.c"}),
        ("", {"Authorization": "Basic YTpi"}),
        ("", {"Authorization": "Bot x"}),
    ],
)
async def test_who_proves_nothing_is_closed_with_4401(
    pair: RunningServer, query: str, headers: dict[str, str]
) -> None:
    assert await code_of(pair, query, **headers) == 4401


def suspend(talker: Talker) -> None:
    """What moderation will do; today only the database can."""
    with psycopg.connect(talker.server.environment["CHATTY_DATABASE_OWNER_URL"]) as database:
        database.execute("UPDATE users SET suspended_at = now() WHERE id = %s", [talker.id])


async def test_a_suspended_person_is_closed_with_4403(pair: RunningServer) -> None:
    mallory = await Talker.register(pair, "handshake.mallory")
    await mallory.connect()
    await asyncio.to_thread(suspend, mallory)
    assert await code_of(pair, **mallory.bearer) == 4403
    await mallory.leave()


async def test_a_socket_to_another_path_is_refused(pair: RunningServer) -> None:
    answer = await asyncio.to_thread(
        httpx.get,
        f"{pair.base_url}/ws/v2",
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
    )
    assert answer.status_code == 403
