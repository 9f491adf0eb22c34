"""A web process is killed while many talk: what was acknowledged is there, once and in order."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from signal import SIGKILL

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.people import PATIENCE_SECONDS, Socket, Talker, only
from tests.servers import RunningServer, ServerFactory

EACH = 30


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory) -> RunningServer:
    return server_factory(web_processes=2, env={"CHATTY_RATE_LIMITS": "off"})


class Party:
    """Four people with a socket at each process, and a fifth who only listens."""

    def __init__(self, people: list[Talker], sockets: list[list[Socket]], room: str) -> None:
        self.people = people
        self.sockets = sockets
        self.room = room

    @property
    def mouths(self) -> list[Socket]:
        """One socket of each of the four, alternately at the two processes."""
        return [self.sockets[place][place % 2] for place in range(4)]


@pytest.fixture
async def party(server: RunningServer) -> AsyncIterator[Party]:
    mark = uuid.uuid4().hex[:8]
    people = list(
        await asyncio.gather(
            *(Talker.register(server, f"{name}.{mark}") for name in ("ann", "ben", "cat", "dan")),
            Talker.register(server, f"eve.{mark}"),
        )
    )
    room = await people[0].make_group(*people[1:])
    sockets: list[list[Socket]] = [[] for _ in people]
    for process in range(2):
        with only(server, process):
            for person, own in zip(people, sockets, strict=True):
                own.append(await person.connect())
    yield Party(people, sockets, room)
    for person in people:
        await person.leave()


async def test_what_was_acknowledged_outlives_a_killed_process(
    server: RunningServer, party: Party
) -> None:
    acknowledged: dict[str, int] = {}

    async def talk(person: Talker, mouth: Socket, name: int) -> None:
        """Say things; where the answer does not come, say the same again by REST."""
        for number in range(EACH):
            client_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{party.room} {name} {number}"))
            try:
                sent = await mouth.send(party.room, f"{name} {number}", client_id)
            except (ConnectionClosed, AssertionError):
                sent = await post_until_answered(person, party.room, f"{name} {number}", client_id)
            acknowledged[client_id] = sent["seq"]

    talking = [
        asyncio.create_task(talk(person, mouth, name))
        for name, (person, mouth) in enumerate(zip(party.people[:4], party.mouths, strict=True))
    ]
    survivor = party.sockets[4][0]
    await survivor.until(lambda: len(survivor.seqs(party.room)) >= EACH)
    victim = server.web[1].process
    victim.send_signal(SIGKILL)
    await asyncio.gather(*talking)
    victim.wait()

    stored = await party.people[4].history(party.room)
    assert [message["seq"] for message in stored] == list(range(1, 4 * EACH + 1))
    assert {message["client_id"]: message["seq"] for message in stored} == acknowledged
    # Nobody is left to publish what the victim had committed; who sees the jump asks for it.
    heard = survivor.seqs(party.room)
    assert len(heard) == len(set(heard))


async def post_until_answered(
    person: Talker, room: str, body: str, client_id: str
) -> dict[str, int]:
    """Post as a client does whose server is restarted."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                answer: dict[str, int] = await person.post(room, body, client_id)
            except httpx.TransportError:
                continue
            return answer
