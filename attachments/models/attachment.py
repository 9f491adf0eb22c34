"""A file in a conversation."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from attachments.models.blob import Blob
from chatty.core.ids import new_id
from conversations.models import Conversation, Space


class Kind(models.TextChoices):
    """How a file is shown."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


class Status(models.TextChoices):
    """How far a file has come. The last three are ends; of FAILED the file itself is there."""

    UPLOADING = "UPLOADING"
    UPLOADED = "UPLOADED"
    PROCESSING = "PROCESSING"
    READY = "READY"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"


class ScanStatus(models.TextChoices):
    """What was found in it."""

    PENDING = "PENDING"
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"


class Holder(models.TextChoices):
    """What keeps a file; nothing yet, while it waits to be used."""

    NONE = ""
    MESSAGE = "message"
    AVATAR = "avatar"
    EMOJI = "emoji"


class Attachment(models.Model):
    """A file as one conversation has it: its bytes are a blob, and the key to them is sealed with
    the conversation's own key, so that a forward shares the bytes and nothing else.

    Names and descriptions are content, and sealed as messages are. A file that nothing holds goes
    at `expires_at`. Of a file of a space (an emoji) and of the instance itself (an avatar) the
    conversation is None, and a master key wraps its key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    # Of a file that is meant for a space itself, not for one of its channels.
    space = models.ForeignKey(
        Space,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    uploader = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    # None once the bytes are gone: rejected or expired.
    blob = models.ForeignKey(
        Blob, on_delete=models.DO_NOTHING, related_name="+", null=True, blank=True
    )
    sealed_key = models.BinaryField(default=bytes)
    file_name = models.BinaryField(default=bytes)
    alt = models.BinaryField(default=bytes)
    # What the bytes are; until they are there, what they were said to be.
    mime_type = models.CharField(max_length=127)
    declared_type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    # Seconds.
    duration = models.FloatField(null=True, blank=True)
    # One byte a sample, 0 to 255.
    waveform = models.BinaryField(null=True, blank=True)
    thumbhash = models.BinaryField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UPLOADING)
    is_processed = models.BooleanField(default=False)
    is_scanned = models.BooleanField(default=False)
    scan_status = models.CharField(
        max_length=8, choices=ScanStatus.choices, default=ScanStatus.PENDING
    )
    # Of an end-to-end encrypted conversation: what the clients say of it, opaque here.
    encrypted = models.JSONField(null=True, blank=True)
    holder = models.CharField(max_length=8, choices=Holder.choices, blank=True, default=Holder.NONE)
    bound_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "attachments"
        indexes = [
            models.Index(fields=["conversation", "id"], name="attachments_of_conversation"),
            models.Index(
                fields=["uploader"],
                name="attachments_uploading",
                condition=models.Q(status="UPLOADING"),
            ),
            models.Index(
                fields=["expires_at"],
                name="attachments_expiring",
                condition=models.Q(expires_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(holder="") | models.Q(expires_at__isnull=True),
                name="attachments_held_stay",
            ),
        ]

    def __str__(self) -> str:
        return f"attachment {self.id}"
