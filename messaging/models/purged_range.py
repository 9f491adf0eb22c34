"""Which stretches of a timeline are gone for good."""

from django.db import models

from conversations.models import Conversation


class PurgedRange(models.Model):
    """Messages `from_seq` to `to_seq` of a conversation no longer exist, as of `rev`.

    Ranges that meet are made one, so that their number stays small.
    """

    pk = models.CompositePrimaryKey("conversation_id", "from_seq")
    # The database deletes it with the conversation.
    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    from_seq = models.BigIntegerField()
    to_seq = models.BigIntegerField()
    rev = models.BigIntegerField()

    class Meta:
        db_table = "purged_ranges"

    def __str__(self) -> str:
        return f"{self.from_seq} to {self.to_seq} of {self.conversation_id}"
