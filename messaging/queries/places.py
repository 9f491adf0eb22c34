"""Messages of many conversations in one list, each beside where it stands."""

import uuid
from collections.abc import Mapping, Sequence

from accounts.models import User
from conversations.models import Membership
from conversations.queries.conversations import peers_of
from conversations.wire import place_json
from messaging.queries.message_rows import rows_named
from messaging.queries.messages import shape_rows
from messaging.wire import PlacedJSON

Place = tuple[uuid.UUID, uuid.UUID]


def shape_in_places(
    places: Sequence[Place], visible: Mapping[uuid.UUID, Membership], *, viewer: User
) -> list[PlacedJSON]:
    """These messages (conversation, message) in their order; what is gone meanwhile is left out.

    `visible` holds the viewer's memberships of all of these conversations.
    """
    if not places:
        return []
    shaped = {
        message["id"]: message for message in shape_rows(rows_named(places), viewer_id=viewer.id)
    }
    memberships = [visible[room] for room in dict.fromkeys(room for room, _ in places)]
    peers = peers_of(memberships)
    shown = {
        mine.conversation_id: place_json(mine, peer=peers.get(mine.conversation_id))
        for mine in memberships
    }
    return [
        {"message": shaped[str(name)], "conversation": shown[room]}
        for room, name in places
        if str(name) in shaped
    ]
