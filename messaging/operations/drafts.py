"""What somebody has begun to write, kept for all of their devices."""

import uuid
from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic
from conversations.access import find_membership
from conversations.events import PersonalStateUpdated
from conversations.models import Membership
from conversations.operations.own_rows import lock_own_row
from conversations.wire import DraftJSON
from messaging.adapters.sealing import seal_draft
from messaging.models import Draft
from messaging.queries.drafts import find_draft
from messaging.rules.body import clean_text
from messaging.wire import body_of_draft, draft_json, shown_draft


def save_draft(
    *, actor: User, conversation_id: object, body: str, base_version: int | None = None
) -> DraftJSON:
    """Replace the own draft; an empty one clears it. The same again changes nothing.

    `base_version` is the version that the text grew out of, 0 where there was none: if another
    device has written meanwhile, VersionConflict with `current`. NotFound, Invalid.
    """
    try:
        text = clean_text(body, at_most=limits.body_code_points)
    except ValueError as error:
        raise Invalid(str(error), errors={"body": [str(error)]}) from None
    with transaction.atomic():
        row = lock_own_row(find_membership(conversation_id, viewer=actor))
        known = find_draft(within=row)
        if text == ("" if known is None else body_of_draft(known)):
            return draft_json(known)
        if base_version is not None and base_version != (0 if known is None else known.version):
            raise VersionConflict(
                "Another device has written meanwhile. Merge with `current` and send again.",
                current=draft_json(known),
            )
        draft = _write(row, known, text)
        # `sync` tells of conversations whose row of the member has changed.
        row.save(update_fields=["changed_xid"])
        publish(
            user_topic(actor.id),
            PersonalStateUpdated(str(row.conversation_id), {"draft": shown_draft(draft)}),
            conversation_id=row.conversation_id,
        )
        return draft_json(draft)


def forget_drafts(user_id: uuid.UUID, conversation_ids: Collection[uuid.UUID]) -> None:
    """Delete what somebody who leaves had begun to write there."""
    Draft.objects.filter(conversation_id__in=conversation_ids, user_id=user_id).delete()


def _write(row: Membership, known: Draft | None, text: str) -> Draft:
    version = 1 if known is None else known.version + 1
    draft = Draft(
        conversation_id=row.conversation_id,
        user_id=row.user_id,
        body=seal_draft(
            text, conversation_id=row.conversation_id, user_id=row.user_id, version=version
        ),
        version=version,
        updated_at=now(),
    )
    draft.save(force_insert=known is None, force_update=known is not None)
    return draft
