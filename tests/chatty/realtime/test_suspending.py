"""A moderator suspends a person whose sockets are open."""

import asyncio
import time

import httpx
import psycopg

from tests.people import Talker, only, open_socket, sign_in_by_page
from tests.servers import RunningServer


async def press_suspend(server: RunningServer, moderator: str, user_id: str) -> None:
    """As the button on the person's page does."""
    cookie = await sign_in_by_page(server, moderator)
    token = dict(pair.split("=", 1) for pair in cookie["Cookie"].split("; "))["chatty_csrf"]
    async with httpx.AsyncClient(base_url=server.base_url, headers=cookie, timeout=30) as browser:
        answer = await browser.post(
            f"/admin/accounts/user/{user_id}/suspend/",
            data={"reason": "Spam", "csrfmiddlewaretoken": token},
            headers={"Origin": server.base_url},
        )
        assert answer.status_code == 302, answer.text


async def test_every_socket_in_every_process_closes_within_a_second(pair: RunningServer) -> None:
    rosa = await Talker.register(pair, "suspending.rosa")
    with psycopg.connect(pair.environment["CHATTY_DATABASE_OWNER_URL"]) as owner:
        owner.execute("UPDATE users SET is_staff = true WHERE id = %s", [rosa.id])
    alice = await Talker.register(pair, "suspending.alice")
    here = await Talker.register(pair, "suspending.bob")
    there = await Talker.sign_in(pair, "suspending.bob")
    room = await alice.make_group(here)
    sockets = []
    for number, talker in enumerate((here, here, there, there)):
        with only(pair, number % 2):
            sockets.append(await talker.connect())
    theirs = await alice.connect()

    ended: list[float] = []

    async def wait_for(place: int) -> int | None:
        code = await sockets[place].closed()
        ended.append(time.monotonic())
        return code

    waiting = [asyncio.create_task(wait_for(place)) for place in range(4)]
    await asyncio.sleep(0)
    began = time.monotonic()
    await press_suspend(pair, "suspending.rosa", here.id)
    committed = time.monotonic()
    assert await asyncio.gather(*waiting) == [4403] * 4
    # Signing in by the page takes most of what lies before the commit.
    assert max(ended) - committed < 1
    assert max(ended) > began
    for socket in sockets:
        (event,) = socket.events("session.revoked")
        assert event["d"] == {"reason": "suspended", "session_id": None}

    # Nothing said from now on reaches them, and no session opens anything.
    await alice.post(room, "After")
    await theirs.event("message.created")
    assert all(not socket.bodies(room) for socket in sockets)
    for talker in (here, there):
        refused = await talker.http.get("/me")
        assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
        again = await open_socket(pair, headers=talker.bearer)
        assert await again.closed() == 4401
    answer = await here.http.post(
        "/auth/login", json={"login": "suspending.bob", "password": "correct horse battery"}
    )
    assert (answer.status_code, answer.json()["detail"]) == (403, "Spam")
    assert await theirs.is_alive()
    await asyncio.gather(*(talker.leave() for talker in (rosa, alice, here, there)))
