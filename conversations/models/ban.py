"""Who may not come back."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from chatty.core.ids import new_id
from conversations.models.conversation import Conversation
from conversations.models.space import Space


class Ban(models.Model):
    """Somebody who may neither join a conversation or space nor be added to it, until it expires
    or is lifted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="bans", null=True, blank=True
    )
    space = models.ForeignKey(
        Space,
        on_delete=models.CASCADE,
        related_name="bans",
        null=True,
        blank=True,
        db_index=False,
    )
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="bans")
    reason = models.CharField(max_length=512, blank=True, default="")
    banned_by = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "bans"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="bans_once"),
            models.UniqueConstraint(fields=["space", "user"], name="bans_once_a_space"),
            models.CheckConstraint(
                condition=models.Q(conversation=None) ^ models.Q(space=None), name="bans_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} banned from {self.conversation_id or self.space_id}"
