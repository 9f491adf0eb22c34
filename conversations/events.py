"""What conversations tell: one frozen dataclass an event (wire contract §7)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from conversations.wire import (
    ConversationJSON,
    JoinRequestJSON,
    MemberJSON,
    SharedJSON,
    SharedSpaceJSON,
    SpaceJSON,
    SpaceMemberJSON,
)


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


@dataclass(frozen=True, slots=True)
class SpaceCreated:
    """To one person's own sockets: a space that is new to them."""

    name: ClassVar[str] = "space.created"
    space: SpaceJSON

    def data(self) -> dict[str, Any]:
        return dict(self.space)


@dataclass(frozen=True, slots=True)
class SpaceUpdated:
    """To everyone in the space: what it is to all of them has changed, or, where `structure`
    differs from what one knows, who may do what in it, or its channels.
    """

    name: ClassVar[str] = "space.updated"
    space: SharedSpaceJSON

    def data(self) -> dict[str, Any]:
        return dict(self.space)


@dataclass(frozen=True, slots=True)
class PersonalSpaceUpdated:
    """To one person's own sockets: what is theirs alone in a space has changed."""

    name: ClassVar[str] = "space.updated"
    space_id: str
    state: dict[str, Any]

    def data(self) -> dict[str, Any]:
        return {"id": self.space_id, **self.state}


@dataclass(frozen=True, slots=True)
class SpaceRemoved:
    """To one person's own sockets: a space that they are no longer in."""

    name: ClassVar[str] = "space.removed"
    space_id: str
    reason: str

    def data(self) -> dict[str, Any]:
        return {"space_id": self.space_id, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class SpaceMemberUpdated:
    """To everyone in the space, unless it is large: somebody came, or has other roles or another
    name. `members_count` saves clients from counting.
    """

    name: ClassVar[str] = "space_member.updated"
    member: SpaceMemberJSON
    members_count: int

    def data(self) -> dict[str, Any]:
        return {**self.member, "members_count": self.members_count}


@dataclass(frozen=True, slots=True)
class SpaceMemberRemoved:
    """To everyone who stays, unless the space is large."""

    name: ClassVar[str] = "space_member.removed"
    space_id: str
    user_id: str
    reason: str
    members_count: int

    def data(self) -> dict[str, Any]:
        return {
            "space_id": self.space_id,
            "user_id": self.user_id,
            "reason": self.reason,
            "members_count": self.members_count,
        }


@dataclass(frozen=True, slots=True)
class JoinRequestUpdated:
    """To those who decide on who is let into a space: somebody asks, takes it back, or was decided
    on. `pending_count`: how many wait now.
    """

    name: ClassVar[str] = "join_request.updated"
    asked: JoinRequestJSON
    pending_count: int

    def data(self) -> dict[str, Any]:
        return {**self.asked, "pending_count": self.pending_count}


# Given to every process with the event.
FEATURES_NOTICE = "features"


@dataclass(frozen=True, slots=True)
class FeaturesUpdated:
    """To every socket of the server: to whom features are offered has changed. What that is to
    each, they ask.
    """

    name: ClassVar[str] = "features.updated"

    def data(self) -> dict[str, Any]:
        return {}
