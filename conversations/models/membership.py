"""A person in a conversation, with all that is theirs alone there."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from conversations.models.conversation import Conversation
from conversations.rules.permissions import at_rest, effective_permissions


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


class Memberships(models.Manager["Membership"]):
    """Of direct conversations, groups and channels of their own: there a row is a membership."""

    def get_queryset(self) -> models.QuerySet["Membership"]:
        """Without the rows of space channels, which prove nothing."""
        return super().get_queryset().filter(space_id=None)


class Membership(models.Model):
    """Watermarks, role and personal state. The row stays when the person leaves, with `left_at`.

    Unread counts are a subtraction of watermarks; no message has a row per member.

    In a channel of a space the row holds personal state and nothing else (`space_id` says so): who
    may be there follows from the space's members and roles, and most of them never need a row.
    `objects` leaves these rows out, so that nobody takes one for a right.
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
    # The space whose channel this is: a copy of what the conversation says for ever.
    space_id = models.UUIDField(null=True, blank=True)

    with_channels = models.Manager()
    objects = Memberships()

    # In a channel of a space: what roles and overrides give, found by whoever loaded this.
    standing: frozenset[str] | None = None

    class Meta:
        db_table = "memberships"
        default_manager_name = "objects"
        indexes = [
            models.Index(fields=["user", "conversation"], name="memberships_of_user"),
            models.Index(fields=["conversation", "rev"], name="memberships_by_rev"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"

    @property
    def permissions(self) -> frozenset[str]:
        """What this member may do now; `conversation` must be loaded."""
        is_archived = self.conversation.archived_at is not None
        if self.standing is not None:
            return at_rest(self.standing) if is_archived else self.standing
        return effective_permissions(
            kind=self.conversation.type,
            role=self.role,
            allow=self.allow,
            deny=self.deny,
            is_archived=is_archived,
        )

    @property
    def granted(self) -> frozenset[str]:
        """What roles and exceptions give this member, archived or not."""
        if self.standing is not None:
            return self.standing
        return effective_permissions(
            kind=self.conversation.type, role=self.role, allow=self.allow, deny=self.deny
        )
