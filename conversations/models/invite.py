"""Links that let people in."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from conversations.models.conversation import Conversation
from conversations.models.space import Space


class Invite(models.Model):
    """A code that lets whoever has it join, until it expires, is used up or revoked."""

    code = models.CharField(primary_key=True, max_length=32)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="invites", null=True, blank=True
    )
    space = models.ForeignKey(
        Space,
        on_delete=models.CASCADE,
        related_name="invites",
        null=True,
        blank=True,
        db_index=False,
    )
    created_by = models.ForeignKey(
        User, on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    max_uses = models.PositiveIntegerField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "invites"
        indexes = [
            models.Index(
                fields=["space"],
                name="invites_of_space",
                condition=models.Q(space__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code
