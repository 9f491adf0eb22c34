"""A person who is suspended while their socket is open."""

import psycopg

from tests.people import Talker
from tests.servers import RunningServer


async def test_the_next_frame_of_a_suspended_person_is_refused_and_closes_with_4403(
    pair: RunningServer,
) -> None:
    mallory = await Talker.register(pair, "suspended.mallory")
    socket = await mallory.connect()
    assert await socket.is_alive()
    # Directly, as nothing announces it: the socket itself must notice.
    with psycopg.connect(pair.environment["CHATTY_DATABASE_OWNER_URL"]) as owner:
        owner.execute("UPDATE users SET suspended_at = now() WHERE id = %s", [mallory.id])
    error = await socket.refusal("sync", {})
    assert (error["status"], error["code"]) == (403, "suspended")
    assert await socket.closed() == 4403
    await mallory.leave()
