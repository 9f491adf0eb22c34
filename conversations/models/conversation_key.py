"""The data keys that seal what is said in a conversation."""

from django.db import models
from django.db.models.functions import Now

from conversations.models.conversation import Conversation


class ConversationKey(models.Model):
    """One version of a conversation's key, wrapped by a master key.

    Without it its bodies are noise.
    """

    pk = models.CompositePrimaryKey("conversation_id", "version")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="keys", db_index=False
    )
    version = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "conversation_keys"

    def __str__(self) -> str:
        return f"key {self.version} of {self.conversation_id}"
