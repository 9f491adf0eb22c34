"""What somebody has begun to write."""

from django.db import models

from accounts.models import User
from conversations.models import Conversation


class Draft(models.Model):
    """The sealed text of one person for one conversation, the same on all devices.

    An empty one keeps its row, so that `version` goes on counting.
    """

    pk = models.CompositePrimaryKey("conversation_id", "user_id")
    # The database deletes it with the conversation.
    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    body = models.BinaryField(default=bytes)
    version = models.PositiveIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "drafts"

    def __str__(self) -> str:
        return f"draft of {self.user_id} in {self.conversation_id}"
