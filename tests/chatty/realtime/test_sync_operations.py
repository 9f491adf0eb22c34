"""`sync` over a socket: operations, and their rates."""

import uuid
from typing import Any

import pytest

from tests.people import Talker
from tests.servers import RunningServer

pytestmark = pytest.mark.asyncio(loop_scope="module")


def saying(room: str, body: str) -> dict[str, Any]:
    data = {"conversation_id": room, "client_id": str(uuid.uuid4()), "body": body}
    return {"op_id": str(uuid.uuid4()), "type": "create", "resource": "message", "data": data}


async def test_a_socket_does_operations_as_rest_does(strict: RunningServer) -> None:
    dora = await Talker.register(strict, "frames.dora")
    room = await dora.make_group()
    socket = await dora.connect()
    operations: list[Any] = [saying(room, f"{number}") for number in range(5)]
    operations += [None, {**saying(room, "x"), "resource": "space"}]
    answer = await socket.ask("sync", operations=operations)
    codes = [row["error"]["code"] if "error" in row else "applied" for row in answer["results"]]
    assert codes == ["applied"] * 3 + ["rate_limited"] * 2 + ["invalid"] * 2
    for number in range(3):
        await socket.event("message.created", body=f"{number}")
    again = await socket.ask("sync", operations=operations[:3])
    assert [row["id"] for row in again["results"]] == [row["id"] for row in answer["results"][:3]]
    error = await socket.refusal("sync", {"operations": [None] * 501})
    assert (error["code"], error["status"]) == ("invalid", 400)
    assert await socket.is_alive()
    assert [row["body"] for row in await dora.history(room)] == ["0", "1", "2"]
    await dora.leave()
