"""Who voted for what."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from messaging.models.of_message import OfMessage


class PollVote(OfMessage):
    """One option that one person chose in the poll of one message; `option` is its number there.
    Where the poll is anonymous there is a `PollBallot` instead.
    """

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "user_id", "option")
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    option = models.SmallIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "poll_votes"
        indexes = [
            # Who voted for one option, in the order in which they did.
            models.Index(
                fields=["conversation_id", "message_id", "option", "created_at", "user"],
                name="poll_votes_of_option",
            )
        ]

    def __str__(self) -> str:
        return f"{self.option} by {self.user_id}"
