"""What a conversation is to one person alone: muted, pinned, put away, sorted, marked as unread.

Nobody else hears of it, so nothing here touches the conversation's row or its `rev`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic
from conversations.access import find_membership
from conversations.events import PersonalStateUpdated
from conversations.models import Membership
from conversations.operations.own_rows import lock_own_row
from conversations.queries.personal import count_pinned, folder_names
from conversations.queries.shapes import shape_conversations
from conversations.rules.folders import clean_folder
from conversations.wire import ConversationJSON, own_state_json


def change_own_state(
    *, actor: User, conversation_id: object, changes: Mapping[str, Any]
) -> ConversationJSON:
    """Change one's own row: any of `muted_until` (a time, None to hear again), `pinned`,
    `archived`, `folder` (None for none), `notification_level`, `marked_unread`.

    NotFound; Invalid for a folder's name, or for more pins or folders than one may have.
    """
    wanted = _clean(changes)
    with transaction.atomic():
        mine = find_membership(conversation_id, viewer=actor)
        # The person first, so that two devices cannot count the same free place; then this row
        # alone: what is personal does not queue behind sends.
        if wanted.get("pinned") or wanted.get("folder"):
            User.objects.select_for_update(no_key=True).get(id=actor.id)
        row = lock_own_row(mine)
        changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        _refuse_too_many(row, actor, changed)
        if changed:
            for name, value in changed.items():
                setattr(row, name, value)
            row.save(update_fields=list(changed))
            _tell_own_devices(row, set(changed))
    return shape_conversations([row])[0]


def _clean(changes: Mapping[str, Any]) -> dict[str, Any]:
    wanted = dict(changes)
    if "folder" in wanted:
        try:
            wanted["folder"] = clean_folder(wanted["folder"], at_most=limits.folder_code_points)
        except ValueError as error:
            raise Invalid(errors={"folder": [str(error)]}) from None
    until: datetime | None = wanted.get("muted_until")
    if until is not None and until <= now():
        wanted["muted_until"] = None
    return wanted


def _refuse_too_many(row: Membership, actor: User, changed: Mapping[str, Any]) -> None:
    if changed.get("pinned") and count_pinned(actor) >= limits.pinned_conversations:
        raise Invalid(
            errors={
                "pinned": [
                    f"You can pin {limits.pinned_conversations} conversations. Unpin one first."
                ]
            }
        )
    if folder := changed.get("folder"):
        names = folder_names(actor, without=row.conversation_id)
        if folder not in names and len(names) >= limits.folders:
            raise Invalid(errors={"folder": [f"You can have {limits.folders} folders."]})


def _tell_own_devices(row: Membership, names: set[str]) -> None:
    state = {name: value for name, value in own_state_json(row).items() if name in names}
    publish(
        user_topic(row.user_id),
        PersonalStateUpdated(str(row.conversation_id), state),
        conversation_id=row.conversation_id,
    )
