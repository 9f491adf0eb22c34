"""A person in a conversation, with all that is theirs alone there."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from conversations.models.conversation import Conversation
from conversations.rules.permissions import effective_permissions


class Role(models.TextChoices):
    """What a member is; `conversations.rules.permissions` says what follows."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MODERATOR = "MODERATOR"
    MEMBER = "MEMBER"


class NotificationLevel(models.TextChoices):
    """What a member wants to be told of; `default` is what fits the conversation's type."""

    DEFAULT = "default"
    ALL = "all"
    MENTIONS = "mentions"
    NOTHING = "nothing"


class Membership(models.Model):
    """Watermarks, role and personal state. The row stays when the person leaves, with `left_at`.

    Unread counts are a subtraction of watermarks; no message has a row per member.
    """

    pk = models.CompositePrimaryKey("conversation_id", "user_id")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    user = models.ForeignKey(
        User, on_delete=models.RESTRICT, related_name="memberships", db_index=False
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    allow = models.JSONField(default=list)
    deny = models.JSONField(default=list)
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=8, blank=True, default="")
    rev = models.BigIntegerField(default=0)
    read_seq = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    delivered_seq = models.BigIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    # When the member last sent something here: slow mode counts from it.
    sent_at = models.DateTimeField(null=True, blank=True)
    visible_from_seq = models.BigIntegerField(default=1)
    muted_until = models.DateTimeField(null=True, blank=True)
    pinned = models.BooleanField(default=False)
    archived = models.BooleanField(default=False)
    folder = models.CharField(max_length=64, blank=True, default="")
    notification_level = models.CharField(
        max_length=8, choices=NotificationLevel.choices, default=NotificationLevel.DEFAULT
    )
    # "Mark as unread": watermarks only move up, so this is a flag; reading clears it.
    marked_unread = models.BooleanField(default=False, db_default=False)
    # Stamped by a trigger with the writing transaction, for the account cursor of /sync.
    changed_xid = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        db_table = "memberships"
        indexes = [
            models.Index(fields=["user", "conversation"], name="memberships_of_user"),
            models.Index(fields=["conversation", "rev"], name="memberships_by_rev"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"

    @property
    def permissions(self) -> frozenset[str]:
        """What this member may do now; `conversation` must be loaded."""
        return effective_permissions(
            kind=self.conversation.type,
            role=self.role,
            allow=self.allow,
            deny=self.deny,
            is_archived=self.conversation.archived_at is not None,
        )

    @property
    def granted(self) -> frozenset[str]:
        """What role and own exceptions give this member, archived or not."""
        return effective_permissions(
            kind=self.conversation.type, role=self.role, allow=self.allow, deny=self.deny
        )
