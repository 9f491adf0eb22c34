"""A place where people talk."""

import uuid

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from chatty.core.ids import new_id
from conversations.models.category import Category
from conversations.models.space import Space


class ConversationType(models.TextChoices):
    """Two people, some people, or one voice to many."""

    DM = "DM"
    GROUP = "GROUP"
    CHANNEL = "CHANNEL"


class ChannelKind(models.TextChoices):
    """What a channel is for; empty for what is no channel."""

    NONE = ""
    BROADCAST = "broadcast"
    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    VOICE = "voice"


class Encryption(models.TextChoices):
    """Who holds the keys."""

    SERVER = "server"
    MLS = "mls"


class Conversation(models.Model):
    """A DM, group or channel.

    `last_seq` and `rev` make this row hot: each write to the conversation locks it, last and
    briefly, and so gives everything in it one total order. None of the columns that change with
    each message is indexed, so those updates stay within the page (HOT).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.CharField(max_length=8, choices=ConversationType.choices)
    channel_kind = models.CharField(
        max_length=16, choices=ChannelKind.choices, blank=True, default=ChannelKind.NONE
    )
    title = models.CharField(max_length=128, blank=True, default="")
    topic = models.CharField(max_length=1024, blank=True, default="")
    avatar_id = models.UUIDField(null=True, blank=True)
    space = models.ForeignKey(
        Space,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="channels",
        db_index=False,
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="channels",
        db_index=False,
    )
    position = models.IntegerField(default=0)
    encryption = models.CharField(
        max_length=8, choices=Encryption.choices, default=Encryption.SERVER
    )
    settings = models.JSONField(default=dict)
    archived_at = models.DateTimeField(null=True, blank=True)
    # Deleted for all: nobody is in it any more, and a job wipes what was said.
    deleted_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.BigIntegerField(default=0)
    rev = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    members_count = models.PositiveIntegerField(default=0)
    # Both ids of a DM, the lower first: the unique index makes one DM a pair, in any race.
    dm_pair = models.CharField(max_length=73, unique=True, null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    last_activity_at = models.DateTimeField(db_default=Now())
    # Stamped by a trigger with the writing transaction, for the account cursor of /sync.
    changed_xid = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        db_table = "conversations"
        indexes = [
            models.Index(
                fields=["space"],
                name="conversations_of_space",
                condition=models.Q(space__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.title or self.id}"


def dm_pair(first: uuid.UUID, second: uuid.UUID) -> str:
    """The key of the one DM of two people."""
    low, high = sorted((str(first), str(second)))
    return f"{low}:{high}"
