"""A message. Its table is hash-partitioned by conversation (see the first migration)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from chatty.core.ids import new_id
from conversations.models import Conversation


class MessageType(models.TextChoices):
    """What a message carries; media types follow from its attachments."""

    TEXT = "TEXT"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    FILE = "FILE"
    SYSTEM = "SYSTEM"


class Message(models.Model):
    """One message in the timeline of a conversation.

    `body` is sealed with the conversation's key (`messaging.adapters.sealing`). `seq` is its place
    in the timeline, `rev` the conversation's count of changes when it last changed visibly,
    `version` counts changes of its own content. `reaction_counts` is `[[emoji, count], …]` in the
    order of first use, kept in the same transaction as the reactions' rows.

    `thread_id` names the first message of the thread that this one answers in; the first message
    itself holds the thread's `thread`: count, last_seq, last_at and the last people in it. Nothing
    but the index looks from one to the other: a thread may outlive its first message. `poll` holds
    flags and counts, `poll_text` the sealed texts of its options.

    What waits to be sent has neither `seq` nor `rev`, and only its sender sees it: `scheduled_at`
    until it is due, `failure` (code, detail, scheduled_at) once it could not be sent.
    """

    pk = models.CompositePrimaryKey("conversation_id", "id")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.DO_NOTHING, related_name="messages", db_index=False
    )
    id = models.UUIDField(default=new_id, editable=False)
    seq = models.BigIntegerField(null=True, blank=True)
    rev = models.BigIntegerField(null=True, blank=True)
    sender = models.ForeignKey(
        User, on_delete=models.RESTRICT, related_name="messages", db_index=False
    )
    client_id = models.UUIDField(default=uuid.uuid4)
    type = models.CharField(max_length=8, choices=MessageType.choices, default=MessageType.TEXT)
    body = models.BinaryField(default=bytes)
    # Points within the same conversation; the database keeps it so.
    reply_to_id = models.UUIDField(null=True, blank=True)
    mentions = ArrayField(models.UUIDField(), default=list, blank=True)
    mentions_all = models.BooleanField(default=False)
    link_preview = models.JSONField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    reaction_counts = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    thread_id = models.UUIDField(null=True, blank=True)
    thread = models.JSONField(null=True, blank=True)
    forward = models.JSONField(null=True, blank=True)
    poll = models.JSONField(null=True, blank=True)
    poll_text = models.BinaryField(null=True, blank=True)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    failure = models.JSONField(null=True, blank=True)

    class Meta:
        db_table = "messages"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="messages_seq"),
            models.UniqueConstraint(
                fields=["conversation", "sender", "client_id"], name="messages_client_id"
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "rev"], name="messages_rev"),
            # `PATCH /messages/{id}` names no conversation.
            models.Index(fields=["id"], name="messages_id"),
            models.Index(
                fields=["conversation", "pinned_at"],
                condition=models.Q(pinned_at__isnull=False),
                name="messages_pinned",
            ),
            models.Index(
                fields=["conversation", "seq"],
                condition=models.Q(mentions_all=True),
                name="messages_to_all",
            ),
            # The database looks for replies to each message that is deleted.
            models.Index(
                fields=["conversation", "reply_to_id"],
                condition=models.Q(reply_to_id__isnull=False),
                name="messages_replies",
            ),
            models.Index(
                fields=["conversation", "thread_id", "seq"],
                condition=models.Q(thread_id__isnull=False),
                name="messages_thread",
            ),
            models.Index(
                fields=["scheduled_at"],
                condition=models.Q(scheduled_at__isnull=False, seq=None),
                name="messages_scheduled",
            ),
            models.Index(
                fields=["conversation", "sender", "id"],
                condition=models.Q(seq=None),
                name="messages_waiting",
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="messages_expiring",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.seq} in {self.conversation_id}"
