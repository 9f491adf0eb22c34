"""Emoji that a space has made its own: added, renamed, removed."""

import uuid
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from accounts.operations.audit import record_audit_entry
from attachments.adapters.storage import asking_storage
from attachments.events import CustomEmojiUpdated
from attachments.models import Attachment, CustomEmoji, Holder, ScanStatus, Status
from attachments.operations.binding import bind_attachments
from attachments.operations.endings import let_go
from attachments.operations.places import EMOJI_RIGHT
from attachments.queries.contents import content_of
from attachments.queries.custom_emoji import count_custom_emoji, find_custom_emoji
from attachments.rules.custom_emoji import TYPES, clean_emoji_name, is_animated
from attachments.wire import custom_emoji_json
from chatty.core.errors import Invalid, InvalidAttachment, NotReady, VersionConflict
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take
from chatty.realtime.publish import publish
from chatty.realtime.topics import space_topic
from conversations.access import InSpace, find_space, lock_space, require_in_space

_WAITING: Final = (Status.UPLOADING, Status.UPLOADED, Status.PROCESSING)


def add_custom_emoji(
    *, actor: User, space_id: object, name: str, attachment_id: uuid.UUID
) -> CustomEmoji:
    """A picture that the actor has uploaded for the space becomes an emoji of it.

    Forbidden without manage_conversation; Invalid for a name that is taken or none, and where the
    space has enough; NotReady while the picture is looked at; InvalidAttachment for one that is
    none, is too large, or is not the actor's for this space; RateLimited, Unavailable.
    """
    clean = _clean(name)
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    # Before the space is locked: its picture is read from the storage.
    here = find_space(space_id, viewer=actor)
    require_in_space(here, EMOJI_RIGHT)
    file = _find_picture(actor, here, attachment_id)
    moves = _moves(file)
    with transaction.atomic():
        here = _lock(actor, space_id)
        if count_custom_emoji(here.space.id) >= limits.custom_emoji_max:
            text = f"A space has at most {limits.custom_emoji_max} emoji of its own."
            raise Invalid(errors={"space_id": [text]})
        _require_free(here, clean)
        bind_attachments([file.id], uploader_id=actor.id, conversation_id=None, holder=Holder.EMOJI)
        emoji = CustomEmoji.objects.create(
            space=here.space, name=clean, attachment=file, is_animated=moves, created_by=actor
        )
        emoji.refresh_from_db(fields=["created_at"])
        _tell(here, emoji, actor=actor, action="create")
        return emoji


def rename_custom_emoji(
    *,
    actor: User,
    space_id: object,
    emoji_id: object,
    name: str,
    base_version: int | None = None,
) -> CustomEmoji:
    """Give an emoji another name; what people reacted with stays theirs, and is called so too.
    VersionConflict with `current` where somebody has done so since `base_version`; NotFound,
    Forbidden, Invalid, RateLimited.
    """
    clean = _clean(name)
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = _lock(actor, space_id)
        emoji = find_custom_emoji(emoji_id, within=here)
        if base_version is not None and base_version != emoji.version:
            raise VersionConflict(
                "The emoji was changed in the meantime. Look at `current`.",
                current=custom_emoji_json(emoji),
            )
        if clean != emoji.name:
            _require_free(here, clean)
            before = emoji.name
            emoji.name, emoji.version = clean, emoji.version + 1
            emoji.save(update_fields=["name", "version"])
            _tell(
                here,
                emoji,
                actor=actor,
                action="change",
                before={"name": before},
                after={"name": clean},
            )
        return emoji


def remove_custom_emoji(*, actor: User, space_id: object, emoji_id: object) -> None:
    """Take an emoji from a space, with its picture. Reactions with it stay, and count; nobody adds
    to them. NotFound, Forbidden, RateLimited.
    """
    take("changes", actor.id, per_minute(limits.conversation_changes_per_minute))
    with transaction.atomic():
        here = _lock(actor, space_id)
        emoji = find_custom_emoji(emoji_id, within=here)
        _tell(here, emoji, actor=actor, action="delete", is_gone=True)
        CustomEmoji.objects.filter(id=emoji.id).delete()
        let_go([emoji.attachment_id])


def drop_custom_emoji(space_id: uuid.UUID) -> int:
    """Drop all emoji of a space that is no more, with their pictures; how many there were."""
    with transaction.atomic():
        rows = CustomEmoji.objects.filter(space_id=space_id)
        files = list(rows.values_list("attachment_id", flat=True))
        rows.delete()
        return let_go(files)


def _lock(actor: User, space_id: object) -> InSpace:
    here = lock_space(space_id, viewer=actor)
    require_in_space(here, EMOJI_RIGHT)
    return here


def _clean(name: str) -> str:
    try:
        return clean_emoji_name(name)
    except ValueError as error:
        raise Invalid(errors={"name": [str(error)]}) from None


def _require_free(here: InSpace, name: str) -> None:
    if CustomEmoji.objects.filter(space_id=here.space.id, name=name).exists():
        raise Invalid(errors={"name": [f"There is an emoji :{name}: in this space already."]})


def _find_picture(actor: User, here: InSpace, attachment_id: uuid.UUID) -> Attachment:
    rows = Attachment.objects.select_related("blob").filter(
        id=attachment_id, uploader_id=actor.id, space_id=here.space.id, holder=Holder.NONE
    )
    file = rows.first()
    if file is None:
        raise InvalidAttachment("Send a picture of your own that you uploaded for this space.")
    if file.status in _WAITING:
        raise NotReady("The picture is still being looked at.")
    is_good = file.scan_status in (ScanStatus.CLEAN, ScanStatus.SKIPPED)
    if file.status != Status.READY or not is_good or file.mime_type not in TYPES:
        raise InvalidAttachment("This picture cannot be opened.")
    side, most = max(file.width or 0, file.height or 0), limits.custom_emoji_pixels
    if not 0 < side <= most or file.size > limits.custom_emoji_bytes:
        text = f"An emoji has at most {most} x {most} pixels"
        raise InvalidAttachment(f"{text} and {limits.custom_emoji_bytes} bytes.")
    return file


def _moves(file: Attachment) -> bool:
    content = content_of(file)
    with asking_storage():
        data = b"".join(content.read(0, content.size))
    return is_animated(data, mime_type=file.mime_type)


def _tell(
    here: InSpace,
    emoji: CustomEmoji,
    *,
    actor: User,
    action: str,
    is_gone: bool = False,
    **details: dict[str, Any],
) -> None:
    space_id = here.space.id
    record_audit_entry(
        actor=actor,
        action=f"space.emoji_{action}",
        target_type="space",
        target_id=space_id,
        details={
            "what": "emoji",
            "emoji_id": str(emoji.id),
            "name": f":{emoji.name}:",
            **details,
        },
    )
    shaped = None if is_gone else custom_emoji_json(emoji)
    publish(space_topic(space_id), CustomEmojiUpdated(str(space_id), str(emoji.id), shaped))
