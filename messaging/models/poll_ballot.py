"""What was voted where nobody is to know by whom."""

from django.db import models

from messaging.models.of_message import OfMessage


class PollBallot(OfMessage):
    """One person's vote in an anonymous poll. `name` is a keyed hash of the person in this poll,
    and `choice` sealed (`messaging.adapters.ballots`): the row tells neither who nor what, and it
    has no time that would.
    """

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "name")
    name = models.BinaryField(max_length=32)
    choice = models.BinaryField()

    class Meta:
        db_table = "poll_ballots"

    def __str__(self) -> str:
        return f"a ballot in {self.message_id}"
