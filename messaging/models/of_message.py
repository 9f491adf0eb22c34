"""What hangs on a message."""

from typing import Any

from django.db import models


def belongs_to_message(*, related_name: str = "+") -> "models.ForeignObject[Any, Any]":
    """The message of a row with `conversation_id` and `message_id`. The database holds the real
    constraint, and deletes the row with the message.
    """
    return models.ForeignObject(
        "messaging.Message",
        on_delete=models.DO_NOTHING,
        from_fields=["conversation_id", "message_id"],
        to_fields=["conversation_id", "id"],
        related_name=related_name,
    )


class OfMessage(models.Model):
    """A row that belongs to one message, and that the database keeps as long as the message."""

    conversation_id = models.UUIDField()
    message_id = models.UUIDField()
    message = belongs_to_message()

    class Meta:
        abstract = True
