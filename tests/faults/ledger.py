"""What the server has promised: every acknowledgement, and every status it answered with."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ack:
    """Where a message was said to stand."""

    room: str
    seq: int
    id: str


@dataclass
class Ledger:
    """Acknowledgements by client id. A second one that says something else is kept as a lie."""

    acked: dict[str, Ack] = field(default_factory=dict)
    lies: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, message: dict[str, Any]) -> None:
        """Keep the acknowledgement of a message (its `d`)."""
        ack = Ack(message["conversation_id"], message["seq"], message["id"])
        before = self.acked.setdefault(message["client_id"], ack)
        if before != ack:
            self.lies.append(f"{message['client_id']}: {before}, then {ack}")

    def seqs(self, room: str) -> dict[str, int]:
        """The acknowledged numbers of a room by client id."""
        return {name: ack.seq for name, ack in self.acked.items() if ack.room == room}

    @property
    def broken_answers(self) -> dict[int, int]:
        """How often it answered with a status of the server's fault other than 503."""
        return {status: n for status, n in self.statuses.items() if status >= 500 and status != 503}
