"""What is kept of what was reported: copies that no edit and no deletion reaches."""

import uuid
from collections.abc import Sequence

from accounts.models import User
from chatty.core.errors import Invalid, NotFound
from chatty.core.limits import limits
from messaging.access import find_message
from messaging.models import Message, MessageEdit
from messaging.wire import edit_json, words_of
from moderation.adapters.sealing import ReportSealer
from moderation.models import ReportedMessage


def find_context(
    message_ids: Sequence[uuid.UUID],
    *,
    viewer: User,
    conversation_id: uuid.UUID | None,
    space_id: uuid.UUID | None,
) -> list[Message]:
    """The messages that a reporter chose to be seen, too: of the conversation, of a channel of the
    space, or of any conversation where neither is given. Invalid unless the reporter sees each of
    them there; nothing tells why not.
    """
    wanted = set(message_ids)
    if not wanted:
        return []
    refusal = Invalid(
        errors={"message_ids": ["Choose messages of one conversation, which you can see."]}
    )
    try:
        first = find_message(message_ids[0], viewer=viewer)
    except NotFound:
        raise refusal from None
    place = first.message.conversation_id
    if conversation_id not in (None, place):
        raise refusal
    if space_id not in (None, first.membership.conversation.space_id):
        raise refusal
    found = list(
        Message.objects.filter(
            conversation_id=place, id__in=wanted, seq__gte=first.membership.visible_from_seq
        )
    )
    if len(found) < len(wanted):
        raise refusal
    return found


def copy_messages(
    report_id: uuid.UUID, sealer: ReportSealer, *, target: Message | None, context: list[Message]
) -> list[ReportedMessage]:
    """Unsaved copies: the target with its newest former versions, and the context."""
    copies = [] if target is None else [_copy(report_id, sealer, target, is_target=True)]
    # Former versions of what was deleted are kept for who may bring it back, and nobody else.
    if target is not None and target.deleted_at is None:
        copies += _former_versions(report_id, sealer, target)
    seen = set() if target is None else {target.id}
    copies += [_copy(report_id, sealer, one) for one in context if one.id not in seen]
    return copies


def _copy(
    report_id: uuid.UUID, sealer: ReportSealer, message: Message, *, is_target: bool = False
) -> ReportedMessage:
    was_deleted = message.deleted_at is not None
    body = b""
    if not was_deleted:
        body = sealer.body(words_of(message), message_id=message.id, version=message.version)
    return ReportedMessage(
        report_id=report_id,
        message_id=message.id,
        version=message.version,
        seq=message.seq or 0,
        sender_id=message.sender_id,
        body=body,
        is_target=is_target,
        was_deleted=was_deleted,
        written_at=message.edited_at or message.created_at,
    )


def _former_versions(
    report_id: uuid.UUID, sealer: ReportSealer, message: Message
) -> list[ReportedMessage]:
    edits = MessageEdit.objects.filter(
        conversation_id=message.conversation_id, message_id=message.id
    ).order_by("-version")[: limits.report_former_versions]
    return [
        ReportedMessage(
            report_id=report_id,
            message_id=message.id,
            version=edit.version,
            seq=message.seq or 0,
            sender_id=edit.edited_by_id,
            body=sealer.body(edit_json(edit)["body"], message_id=message.id, version=edit.version),
            is_target=True,
            is_former=True,
            written_at=edit.edited_at,
        )
        for edit in edits
    ]
