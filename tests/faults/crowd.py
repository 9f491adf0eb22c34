"""A room full of people who talk while something breaks, and one at the door who must not hear."""

import asyncio
import random
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from tests.faults.invariants import (
    CAUGHT_UP_SECONDS,
    check_departed,
    check_promises,
    check_silence,
)
from tests.faults.ledger import Ledger
from tests.faults.member import TRANSIENT, Member
from tests.people import Refused, Talker, eventually
from tests.servers import RunningServer

_AT_ONCE = 2
_MARKS = ("👍", "🎉", "❤️")
# Far beyond what any fault here takes; a test that waits so long has failed.
_GIVE_UP_SECONDS = 120.0


@dataclass
class Crowd:
    """The members of one room, who talk, and two who do not: one who will be removed from it,
    and an outsider with a room of their own.
    """

    members: Sequence[Member]
    leaver: Member
    outsider: Member
    room: str
    ledger: Ledger
    last_seq_of_leaver: int | None = None

    @asynccontextmanager
    async def talking(self, *, pause_seconds: float = 0.3) -> AsyncIterator[None]:
        """Everybody talks, edits and reacts until the block ends; then all get their answers."""
        over = asyncio.Event()
        work = [
            asyncio.create_task(_talk(member, self.room, over, pause_seconds))
            for member in self.members
        ]
        try:
            yield
            over.set()
            async with asyncio.timeout(_GIVE_UP_SECONDS):
                await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def progress(self, count: int = 10, *, seconds: float = _GIVE_UP_SECONDS) -> None:
        """Wait until so many more sends are acknowledged."""
        wanted = len(self.ledger.acked) + count
        await eventually(lambda: len(self.ledger.acked) >= wanted, seconds=seconds)

    async def all_online(self, *, seconds: float = _GIVE_UP_SECONDS) -> None:
        """Wait until everybody has a socket that was greeted."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(member.online.wait() for member in self.members))

    async def expel(self) -> None:
        """Remove the leaver, however often that has to be asked; nothing later is for them."""
        owner = self.members[-1]
        path = f"/conversations/{self.room}"
        while self.last_seq_of_leaver is None:
            try:
                await owner.rest("DELETE", f"{path}/members/{self.leaver.talker.id}")
            except TRANSIENT:
                continue
            except Refused as refused:
                # 404: the answer to the first attempt was lost.
                if refused.error["status"] not in (404, 503):
                    raise
                if refused.error["status"] == 503:
                    continue
            with suppress(*TRANSIENT, Refused):
                self.last_seq_of_leaver = (await owner.rest("GET", path))["last_seq"]

    async def check(self, *, seconds: float = CAUGHT_UP_SECONDS) -> None:
        """I1 to I4 and I7, and that no answer was a failure of the server's but 503."""
        await check_promises(self.members, self.room, self.ledger, seconds=seconds)
        for member in self.members:
            assert member.said == sorted(member.said), member.talker.name
        check_silence(self.outsider, self.room)
        if self.last_seq_of_leaver is not None:
            check_departed(self.leaver, self.room, last_seq=self.last_seq_of_leaver)
        assert self.ledger.broken_answers == {}


@asynccontextmanager
async def gathered(
    server: RunningServer, count: int, *, first: RunningServer | None = None
) -> AsyncIterator[Crowd]:
    """A room of `count`, all of them online. The first comes by `first` (a proxy), if given."""
    gate = asyncio.Semaphore(_AT_ONCE)
    mark = uuid.uuid4().hex[:8]

    async def register(number: int) -> Talker:
        async with gate:
            place = first if first is not None and number == 0 else server
            return await Talker.register(place, f"p{number}.{mark}")

    talkers = await asyncio.gather(*(register(number) for number in range(count + 2)))
    *insiders, leaver, stranger = talkers
    ledger = Ledger()
    async with AsyncExitStack() as stack:
        for talker in talkers:
            stack.push_async_callback(talker.http.aclose)
        # The first may sit behind something that breaks; the room is the last one's.
        room = await insiders[-1].make_group(*insiders[:-1], leaver)
        own_room = await stranger.make_group()
        members = [Member(talker, [room], ledger) for talker in insiders]
        crowd = Crowd(
            members=members,
            leaver=Member(leaver, [room], ledger),
            outsider=Member(stranger, [own_room], ledger),
            room=room,
            ledger=ledger,
        )
        everybody = [*members, crowd.leaver, crowd.outsider]
        for member in everybody:
            await stack.enter_async_context(member)
        async with asyncio.timeout(_GIVE_UP_SECONDS):
            await asyncio.gather(*(member.online.wait() for member in everybody))
        yield crowd


async def _talk(member: Member, room: str, over: asyncio.Event, pause_seconds: float) -> None:
    number = 0
    while not over.is_set():
        number += 1
        sent = await member.say(room, f"{member.talker.name} {number}")
        await _change_something(member, sent)
        await asyncio.sleep(random.uniform(0, 2 * pause_seconds))


async def _change_something(member: Member, sent: dict[str, str]) -> None:
    """Now and then edit what was said, or react to it. What is lost of this, nobody promised."""
    try:
        match random.randrange(10):
            case 0:
                await member.ask("message.edit", message_id=sent["id"], body="said otherwise")
            case 1:
                await member.ask("reaction.add", message_id=sent["id"], emoji=random.choice(_MARKS))
            case _:
                pass
    except TRANSIENT:
        return
    except Refused as refused:
        if refused.error["status"] != 503:
            raise
