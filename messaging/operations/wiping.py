"""Wiping what was said in a conversation that was deleted for all."""

import uuid

from django.db import connection

from attachments.operations.endings import drop_of_conversation
from chatty.core.jobs.outbox import start_job
from conversations.models import Ban, Conversation, ConversationKey, Invite
from conversations.operations.deletion import WIPE

BATCH = 5_000
FILES = 500

# Edits and reactions go with their messages, in the database. In batches, so that no transaction
# is long; by ctid within one partition, which the conversation names.
_MESSAGES = """
DELETE FROM messages WHERE conversation_id = %(conversation_id)s AND id IN (
  SELECT id FROM messages WHERE conversation_id = %(conversation_id)s ORDER BY id LIMIT %(batch)s
)
"""
_OTHERS = tuple(
    f"""
    DELETE FROM {table} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM {table} WHERE conversation_id = %(conversation_id)s LIMIT %(batch)s
    ))
    """  # noqa: S608 - three names of our own tables
    for table in ("receipts", "mentions", "drafts")
)


def wipe_conversation(*, conversation_id: uuid.UUID) -> None:
    """Delete one batch of a deleted conversation's content; starts itself again while more is
    there. A conversation that lives is left alone.
    """
    conversation = Conversation.objects.filter(id=conversation_id).first()
    if conversation is None or conversation.deleted_at is None:
        return
    # First: without them whatever is left, here or in a backup's copy of these rows, is noise.
    ConversationKey.objects.filter(conversation_id=conversation_id).delete()
    Invite.objects.filter(conversation_id=conversation_id).delete()
    Ban.objects.filter(conversation_id=conversation_id).delete()
    gone = [_delete(statement, conversation_id) for statement in (_MESSAGES, *_OTHERS)]
    files_gone = drop_of_conversation(conversation_id, at_most=FILES)
    if max(gone) == BATCH or files_gone == FILES:
        start_job(WIPE, conversation_id=str(conversation_id))


def _delete(statement: str, conversation_id: uuid.UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"conversation_id": conversation_id, "batch": BATCH})
        return int(cursor.rowcount)
