"""Bodies that an edit replaced."""

from django.db import models

from accounts.models import User


class MessageEdit(models.Model):
    """The sealed body of one former version, since when it stood and who wrote it."""

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "version")
    conversation_id = models.UUIDField()
    message_id = models.UUIDField()
    message = models.ForeignObject(
        "messaging.Message",
        on_delete=models.DO_NOTHING,
        from_fields=["conversation_id", "message_id"],
        to_fields=["conversation_id", "id"],
        related_name="edits",
    )
    version = models.PositiveIntegerField()
    body = models.BinaryField()
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)

    class Meta:
        db_table = "message_edits"

    def __str__(self) -> str:
        return f"version {self.version} of {self.message_id}"
