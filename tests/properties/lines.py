"""Lines between the server and clients that lose, repeat and reorder what they carry."""

import json
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from chatty.realtime import registry
from conversations.models import Membership


@dataclass
class Line:
    """One socket: what the hub would hand to it, on its way."""

    user: User
    is_up: bool = False
    topics: set[str] = field(default_factory=set)
    horizons: dict[str, int] = field(default_factory=dict)
    under_way: list[dict[str, Any]] = field(default_factory=list)

    def connect(self) -> None:
        """Hear what the person may hear now."""
        found = registry.topics_of(self.user.id)
        self.is_up, self.topics = True, {*found, f"user:{self.user.id}"}
        self.horizons = {topic: first for topic, first in found.items() if first > 1}

    def cut(self) -> None:
        """Lose the connection, and what was on its way."""
        self.is_up, self.topics = False, set()
        self.under_way.clear()

    def tell(self, message: dict[str, Any]) -> None:
        """What the hub does with a published message, for this socket."""
        topic, control = message["topic"], message["control"] or {}
        if not self.is_up or topic not in self.topics:
            return
        if str(self.user.id) in control.get("revoke", ()):
            self.topics.discard(topic)
            return
        self.horizons |= control.get("horizons", {})
        self.topics |= set(control.get("subscribe", ()))
        self.topics -= set(control.get("unsubscribe", ()))
        if message["frame"] is not None:
            self._carry(topic, message)
        if "end" in control:
            self.topics.discard(topic)

    def _carry(self, topic: str, message: dict[str, Any]) -> None:
        horizon = self.horizons.get(topic, 0)
        text = message["frame"]
        for place, veiled in message.get("veils", ()):
            if place < horizon:
                text = veiled
        frame = json.loads(text)
        if topic.startswith("conversation:"):
            self._check(topic.removeprefix("conversation:"), frame)
        self.under_way.append(frame)

    def _check(self, name: str, frame: dict[str, Any]) -> None:
        """Nobody gets anything of a conversation that they are not in, or of before their time
        (I4). Called right after the operation, so what is stored holds.
        """
        if frame["ev"] == "conversation.removed":
            return
        row = Membership.objects.filter(
            conversation_id=name, user_id=self.user.id, left_at=None
        ).first()
        assert row is not None, f"{self.user.username} hears {frame}"
        if frame["ev"].startswith("message."):
            assert frame["d"]["seq"] >= row.visible_from_seq

    def movable(self) -> list[int]:
        """Places of what has a number, and so may come twice, late, or never."""
        return [
            place
            for place, frame in enumerate(self.under_way)
            if "rev" in frame and frame["ev"] != "conversation.created"
        ]
