"""Messages of many conversations in one list, each beside where it stands and who wrote it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import User
from accounts.wire import user_json
from conversations.models import Membership
from conversations.queries.conversations import peers_of
from conversations.wire import place_json
from messaging.queries.message_rows import rows_named
from messaging.queries.messages import shape_rows
from messaging.wire import PlacedJSON

Place = tuple[uuid.UUID, uuid.UUID]


def seen_in(visible: Mapping[uuid.UUID, Membership]) -> dict[str, Any]:
    """These conversations, and the first message that their member sees of each, as parameters of a
    statement: `rooms` and `firsts`.
    """
    firsts = [mine.visible_from_seq for mine in visible.values()]
    return {"rooms": list(visible), "firsts": firsts}


def shape_in_places(
    places: Sequence[Place], visible: Mapping[uuid.UUID, Membership], *, viewer: User
) -> list[PlacedJSON]:
    """These messages (conversation, message) in their order; what is gone meanwhile is left out.

    `visible` holds the viewer's memberships of all of these conversations.
    """
    if not places:
        return []
    rows = rows_named(places)
    shaped = {message["id"]: message for message in shape_rows(rows, viewer_id=viewer.id)}
    senders = User.objects.in_bulk({uuid.UUID(row.sender_id) for row in rows})
    memberships = [visible[room] for room in dict.fromkeys(room for room, _ in places)]
    peers = peers_of(memberships)
    shown = {
        mine.conversation_id: place_json(mine, peer=peers.get(mine.conversation_id))
        for mine in memberships
    }
    found = [(shaped[str(name)], room) for room, name in places if str(name) in shaped]
    return [
        {
            "message": message,
            "sender": user_json(senders[uuid.UUID(message["sender_id"])]),
            "conversation": shown[room],
        }
        for message, room in found
    ]
