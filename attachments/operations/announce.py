"""Telling of a file that has changed."""

from attachments.events import AttachmentUpdated
from attachments.models import Attachment, Holder
from attachments.wire import attachment_json
from chatty.core.encryption.keyring import KeyUnavailable
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic


def announce(attachment: Attachment) -> None:
    """Tell the uploader's sockets of a file that nothing holds yet. Of one that something holds
    whoever holds it tells.
    """
    if attachment.holder != Holder.NONE:
        return
    try:
        shaped = attachment_json(attachment)
    except KeyUnavailable:
        # The conversation is no more, and its key neither: there is nobody left to tell.
        return
    publish(
        user_topic(attachment.uploader_id),
        AttachmentUpdated(shaped),
        conversation_id=attachment.conversation_id,
    )
