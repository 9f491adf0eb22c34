"""What holds after every fault. Numbers as in the list of faults: I1 to I7."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from tests.faults.ledger import Ledger
from tests.faults.member import Log, Member, shared_part
from tests.people import Talker

CAUGHT_UP_SECONDS = 30.0


async def check_promises(
    members: Sequence[Member], room: str, ledger: Ledger, *, seconds: float = CAUGHT_UP_SECONDS
) -> None:
    """I1 to I3 and I7: the room as its members hold it, as the server does, as was acknowledged."""
    witness = members[0].talker
    await all_caught_up(members, room, seconds=seconds)
    stored = await witness.history(room)
    fresh = await replay(witness, room)
    conversation = await witness.rest("GET", f"/conversations/{room}")
    check_acknowledged(stored, room, ledger)
    seqs = [message["seq"] for message in stored]
    assert seqs == list(range(1, conversation["last_seq"] + 1))
    assert {message["seq"]: shared_part(message) for message in stored} == fresh.messages
    for member in members:
        assert member.logs[room].messages == fresh.messages, member.talker.name
    assert fresh.rev == conversation["rev"]


def check_acknowledged(stored: Sequence[dict[str, Any]], room: str, ledger: Ledger) -> None:
    """I1: what was acknowledged is there once, under its number; and nothing is there twice."""
    assert not ledger.lies
    kept = [(m["sender_id"], m["client_id"]) for m in stored if m["client_id"] is not None]
    assert len(kept) == len(set(kept))
    seqs = {message["client_id"]: message["seq"] for message in stored}
    acked = ledger.seqs(room)
    assert {name: seqs.get(name) for name in acked} == acked


async def all_caught_up(
    members: Sequence[Member], room: str, *, seconds: float = CAUGHT_UP_SECONDS
) -> None:
    """I3: by itself every member comes to hold what the server holds."""
    deadline = time.monotonic() + seconds
    while True:
        rev = (await members[0].talker.rest("GET", f"/conversations/{room}"))["rev"]
        late = {m.talker.name: m.logs[room].rev for m in members if m.logs[room].rev != rev}
        if not late:
            return
        assert time.monotonic() < deadline, f"the server is at {rev}, members at {late}"
        await asyncio.sleep(0.05)


async def replay(talker: Talker, room: str) -> Log:
    """A log from nothing: what a new client gets (I7 compares it with the events' sum)."""
    log = Log()
    has_more = True
    while has_more:
        page = await talker.rest("GET", f"/conversations/{room}/changes?since={log.rev}&limit=200")
        for message in page["messages"]:
            log.take(message)
        log.rev, has_more = page["rev"], page["has_more"]
    return log


def check_silence(outsider: Member, *rooms: str) -> None:
    """I4: who is no member has heard nothing."""
    assert outsider.rooms_heard.isdisjoint(rooms)


def check_departed(departed: Member, room: str, *, last_seq: int) -> None:
    """I4: who was removed has heard nothing of what came after that."""
    assert [seq for name, seq in departed.heard if name == room and seq > last_seq] == []
