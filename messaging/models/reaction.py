"""Who reacted with what."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User


class Reaction(models.Model):
    """One emoji of one person on one message."""

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "user_id", "emoji")
    conversation_id = models.UUIDField()
    message_id = models.UUIDField()
    message = models.ForeignObject(
        "messaging.Message",
        on_delete=models.DO_NOTHING,
        from_fields=["conversation_id", "message_id"],
        to_fields=["conversation_id", "id"],
        related_name="reactions",
    )
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    emoji = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "reactions"

    def __str__(self) -> str:
        return f"{self.emoji} by {self.user_id}"
