"""Who wants to hear of a thread."""

from django.db import models

from accounts.models import User
from messaging.models.of_message import OfMessage


class ThreadFollow(OfMessage):
    """One person and one thread, named by its first message: whether they follow it, and how far
    they have read. Who writes in a thread or is mentioned there follows it, until they say no.
    """

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "user_id")
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    is_following = models.BooleanField(default=True, db_default=True)
    read_seq = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "thread_follows"
        indexes = [
            models.Index(fields=["user", "conversation_id"], name="thread_follows_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in thread {self.message_id}"
