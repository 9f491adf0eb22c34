"""What people deleted for themselves alone."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from messaging.models.of_message import OfMessage


class HiddenMessage(OfMessage):
    """One message that one person no longer sees. The database keeps it as long as the message.

    `rev` is that of the conversation then, which hiding does not move.
    """

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "user_id")
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    hidden_at = models.DateTimeField(db_default=Now())
    rev = models.BigIntegerField(db_default=0)
    # The transaction of it, stamped by a trigger: what /sync compares its cursor with.
    changed_xid = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        db_table = "hidden_messages"
        indexes = [
            models.Index(fields=["user", "changed_xid"], name="hidden_messages_lately"),
            models.Index(fields=["user", "conversation_id", "rev"], name="hidden_messages_here"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} hidden from {self.user_id}"
