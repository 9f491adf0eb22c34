"""Who reacted with what."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from messaging.models.of_message import OfMessage, belongs_to_message


class Reaction(OfMessage):
    """One emoji of one person on one message."""

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "user_id", "emoji")
    message = belongs_to_message(related_name="reactions")
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    emoji = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "reactions"

    def __str__(self) -> str:
        return f"{self.emoji} by {self.user_id}"
