"""Bodies that an edit replaced."""

from django.db import models

from accounts.models import User
from messaging.models.of_message import OfMessage, belongs_to_message


class MessageEdit(OfMessage):
    """The sealed body of one former version, since when it stood and who wrote it."""

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "version")
    message = belongs_to_message(related_name="edits")
    version = models.PositiveIntegerField()
    body = models.BinaryField()
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)

    class Meta:
        db_table = "message_edits"

    def __str__(self) -> str:
        return f"version {self.version} of {self.message_id}"
