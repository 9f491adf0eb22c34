"""What people's own sockets hear about their account, and others about their presence."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from accounts.wire import PresenceJSON


@dataclass(frozen=True, slots=True)
class SessionRevoked:
    """A session has ended; its sockets are closed with 4401 after this.

    Without `session_id` all of the account's have, by its suspension, which closes with 4403.
    """

    name: ClassVar[str] = "session.revoked"
    reason: str
    session_id: str | None

    def data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PresenceUpdated:
    """Somebody came, went, or shows something else."""

    name: ClassVar[str] = "presence"
    presence: PresenceJSON

    def data(self) -> dict[str, Any]:
        return dict(self.presence)


@dataclass(frozen=True, slots=True)
class AccountUpdated:
    """A part of the account (`me`) has changed: read it again."""

    name: ClassVar[str] = "account.updated"
    part: str

    def data(self) -> dict[str, Any]:
        return asdict(self)
