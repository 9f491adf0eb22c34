"""What people deleted for themselves alone."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User


class HiddenMessage(models.Model):
    """One message that one person no longer sees. The database keeps it as long as the message."""

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "user_id")
    conversation_id = models.UUIDField()
    message_id = models.UUIDField()
    message = models.ForeignObject(
        "messaging.Message",
        on_delete=models.DO_NOTHING,
        from_fields=["conversation_id", "message_id"],
        to_fields=["conversation_id", "id"],
        related_name="+",
    )
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    hidden_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "hidden_messages"

    def __str__(self) -> str:
        return f"{self.message_id} hidden from {self.user_id}"
