"""Who was mentioned by name, for counting."""

from django.db import models

from accounts.models import User


class Mention(models.Model):
    """One person whom one message names with `@username`; its author has none.

    The database keeps it as long as the message. Calls to all (`mentions_all`) have no rows: the
    message says it itself.
    """

    pk = models.CompositePrimaryKey("conversation_id", "user_id", "seq")
    conversation_id = models.UUIDField()
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    message = models.ForeignObject(
        "messaging.Message",
        on_delete=models.DO_NOTHING,
        from_fields=["conversation_id", "seq"],
        to_fields=["conversation", "seq"],
        related_name="+",
    )

    class Meta:
        db_table = "mentions"
        indexes = [
            # What goes with its message is found by it.
            models.Index(fields=["conversation_id", "seq"], name="mentions_of_message"),
            # In which conversations somebody was named at all.
            models.Index(fields=["user", "conversation_id"], name="mentions_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.seq}"
