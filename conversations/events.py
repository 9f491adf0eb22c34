"""What conversations tell: one frozen dataclass an event (wire contract §7)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from conversations.wire import ConversationJSON, MemberJSON, SharedJSON


@dataclass(frozen=True, slots=True)
class ConversationCreated:
    """To one person's own sockets: a conversation that is new to them."""

    name: ClassVar[str] = "conversation.created"
    conversation: ConversationJSON

    def data(self) -> dict[str, Any]:
        return dict(self.conversation)


@dataclass(frozen=True, slots=True)
class ConversationUpdated:
    """To everyone in the conversation: what it is to all of them has changed."""

    name: ClassVar[str] = "conversation.updated"
    conversation: SharedJSON

    def data(self) -> dict[str, Any]:
        return dict(self.conversation)


@dataclass(frozen=True, slots=True)
class PersonalStateUpdated:
    """To one person's own sockets, without `rev`: what is theirs alone has changed."""

    name: ClassVar[str] = "conversation.updated"
    conversation_id: str
    state: dict[str, Any]

    def data(self) -> dict[str, Any]:
        return {"id": self.conversation_id, **self.state}


@dataclass(frozen=True, slots=True)
class ConversationRemoved:
    """To one person's own sockets: a conversation they are no longer in."""

    name: ClassVar[str] = "conversation.removed"
    conversation_id: str
    reason: str

    def data(self) -> dict[str, Any]:
        return {"conversation_id": self.conversation_id, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class MemberUpdated:
    """To everyone in the conversation. `members_count` saves clients from counting."""

    name: ClassVar[str] = "member.updated"
    member: MemberJSON
    members_count: int

    def data(self) -> dict[str, Any]:
        return {**self.member, "members_count": self.members_count}


@dataclass(frozen=True, slots=True)
class MemberRemoved:
    """To everyone who stays."""

    name: ClassVar[str] = "member.removed"
    user_id: str
    reason: str
    members_count: int

    def data(self) -> dict[str, Any]:
        return {"user_id": self.user_id, "reason": self.reason, "members_count": self.members_count}
