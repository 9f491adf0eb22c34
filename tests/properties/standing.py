"""What the tables say of a space at one instant, by the plainest reading."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from conversations.rules.permissions import ALL, Structure
from tests.conversations.rules.space_rules import last_word

ABOVE_ALL = 10**9


@dataclass(frozen=True)
class Standing:
    """What the tables say at one instant."""

    owner: uuid.UUID
    rules: Structure
    roles: Mapping[uuid.UUID, tuple[str, int, frozenset[str]]]
    members: Mapping[uuid.UUID, frozenset[uuid.UUID]]

    def rank(self, user_id: uuid.UUID) -> int:
        """How high a member stands."""
        if user_id == self.owner:
            return ABOVE_ALL
        places = [self.roles[name][1] for name in self.members[user_id] if name in self.roles]
        return max(places, default=0)

    def held(self, user_id: uuid.UUID) -> frozenset[str]:
        """What a member may do in the space as a whole, by the plainest reading of the rows."""
        if user_id == self.owner:
            return ALL
        mine = [role for name, role in self.roles.items() if name in self.members[user_id]]
        mine += [role for role in self.roles.values() if role[1] == 0]
        return frozenset(one for role in mine for one in role[2])

    def said_in(self, channel_id: uuid.UUID, user_id: uuid.UUID) -> frozenset[str]:
        """What all that is said of a member in a channel comes to, `view` or not."""
        if channel_id not in self.rules.channels:
            return frozenset()
        if user_id == self.owner:
            return ALL
        everyone = next(name for name, role in self.roles.items() if role[1] == 0)
        mine = [everyone, *self.members[user_id]]
        return frozenset(
            one for one in ALL if last_word(self.rules, one, channel_id, user_id, mine)
        )

    def sees(self, channel_id: uuid.UUID, user_id: uuid.UUID) -> bool:
        """Whether somebody, member or not, may see a channel."""
        return user_id in self.members and "view" in self.said_in(channel_id, user_id)
