"""What was deleted and can be brought back for a while."""

from django.db import models

from accounts.models import User
from messaging.models.of_message import OfMessage


class DeletedMessage(OfMessage):
    """The sealed content of a message that was deleted for everyone, until `purge_at`.

    `content` holds what the tombstone no longer does: metadata, mentions, poll and forward.
    """

    pk = models.CompositePrimaryKey("conversation_id", "message_id")
    body = models.BinaryField()
    poll_text = models.BinaryField(null=True, blank=True)
    content = models.JSONField(default=dict)
    deleted_by = models.ForeignKey(
        User, on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    purge_at = models.DateTimeField()

    class Meta:
        db_table = "deleted_messages"
        indexes = [models.Index(fields=["purge_at"], name="deleted_messages_due")]

    def __str__(self) -> str:
        return f"content of {self.message_id} until {self.purge_at}"
