"""The smallest client that follows the contract: cursors, events in order, `changes` for holes."""

from dataclasses import dataclass, field
from typing import Any

Frame = dict[str, Any]


@dataclass
class Room:
    """What the client holds of one conversation."""

    cursor: int = 0
    is_behind: bool = True
    title: str | None = None
    archived: bool = False
    messages: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)

    def state(self) -> dict[str, Any]:
        """All of it that everyone sees alike."""
        return {
            "title": self.title,
            "archived": self.archived,
            "messages": dict(sorted(self.messages.items())),
            "members": dict(sorted(self.members.items())),
        }

    def note_message(self, message: dict[str, Any]) -> None:
        self.messages[message["seq"]] = shape_of(message)

    def note_member(self, member: dict[str, Any]) -> None:
        if member.get("left") and "user" not in member:
            self.members.pop(member["user_id"], None)
        else:
            self.members[member["user"]["id"]] = member["role"]

    def note_conversation(self, conversation: dict[str, Any]) -> None:
        self.title = conversation["title"]
        self.archived = conversation["archived_at"] is not None


def shape_of(message: dict[str, Any]) -> tuple[Any, ...]:
    """A message as everyone sees it."""
    return (
        message["id"],
        message["sender_id"],
        message["body"],
        message["version"],
        message["deleted"],
        message["pinned"],
        tuple(sorted((row["emoji"], row["count"]) for row in message["reactions"])),
    )


@dataclass
class Model:
    """A client in plain Python."""

    account_cursor: str | None = None
    rooms: dict[str, Room] = field(default_factory=dict)

    def hear(self, frame: Frame) -> None:
        """An event, late, twice or never."""
        event, name, rev = frame["ev"], frame.get("c"), frame.get("rev")
        if event == "conversation.removed":
            self.rooms.pop(frame["d"]["conversation_id"], None)
        elif event == "conversation.created" and name is not None:
            self.rooms.setdefault(name, Room())
        elif name is not None and rev is not None and (room := self.rooms.get(name)) is not None:
            if rev == room.cursor + 1:
                _apply(room, event, frame["d"])
                room.cursor = rev
            elif rev > room.cursor:
                room.is_behind = True

    def sync(self, answer: dict[str, Any]) -> None:
        """An answer of `sync`."""
        self.account_cursor = answer["account_cursor"]
        for name in answer["removed"]:
            self.rooms.pop(name, None)
        for row in answer["conversations"]:
            room = self.rooms.setdefault(row["id"], Room())
            room.is_behind = room.is_behind or row["rev"] > room.cursor
        for name, changes in answer["changes"].items():
            self.changes(name, changes)

    def changes(self, name: str, answer: dict[str, Any]) -> None:
        """A page of `changes`."""
        assert not answer.get("reset")
        if (room := self.rooms.get(name)) is None:
            return
        for message in answer["messages"]:
            room.note_message(message)
        for member in answer["members"]:
            room.note_member(member)
        room.cursor = max(room.cursor, answer["rev"])
        room.is_behind = answer["has_more"]
        if "conversation" in answer:
            room.note_conversation(answer["conversation"])


def _apply(room: Room, event: str, data: dict[str, Any]) -> None:
    if event.startswith("message."):
        room.note_message(data)
    elif event == "member.updated":
        room.note_member(data)
    elif event == "member.removed":
        room.members.pop(data["user_id"], None)
    elif event == "conversation.updated":
        room.note_conversation(data)
