"""When people came how far."""

from django.db import models

from accounts.models import User
from conversations.models import Conversation


class ReceiptKind(models.TextChoices):
    """Arrived at a device, or seen by the person."""

    DELIVERED = "DELIVERED"
    READ = "READ"


class Receipt(models.Model):
    """A step of a member's watermark. The watermark itself stands on the membership row.

    At most one row in five seconds, none in large conversations, trimmed after thirty days: the
    time at which a message was read is that of the first step at or above its `seq`.
    """

    pk = models.CompositePrimaryKey("conversation_id", "user_id", "kind", "up_to_seq")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    kind = models.CharField(max_length=9, choices=ReceiptKind.choices)
    up_to_seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "receipts"
        indexes = [models.Index(fields=["at"], name="receipts_at")]

    def __str__(self) -> str:
        return f"{self.kind} up to {self.up_to_seq}"
