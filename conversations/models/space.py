"""Spaces: people, roles and channels that belong together."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from chatty.core.ids import new_id


class Joining(models.TextChoices):
    """How somebody comes in: by an invite alone, by asking too, or at will."""

    INVITE = "invite"
    REQUEST = "request"
    OPEN = "open"


class Space(models.Model):
    """What Discord calls a server.

    Whoever changes who may do what locks this row and gives it a new `structure`: the name under
    which the rules are remembered (`access.structures`). It is never the same twice, so that what
    was read of a change that was then rolled back is never taken for another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=128)
    description = models.CharField(max_length=1024, blank=True, default="")
    rules = models.TextField(blank=True, default="")
    welcome_text = models.TextField(blank=True, default="")
    icon_id = models.UUIDField(null=True, blank=True)
    is_discoverable = models.BooleanField(default=False)
    joining = models.CharField(max_length=8, choices=Joining.choices, default=Joining.INVITE)
    # How long its channels keep messages; 0 for ever.
    retention_days = models.PositiveIntegerField(default=0, db_default=0)
    owner = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+")
    members_count = models.PositiveIntegerField(default=0)
    structure = models.UUIDField(default=new_id)
    version = models.PositiveIntegerField(default=1)
    # The highest version of its overrides that are gone: new ones begin above it, so that none is
    # taken for a former one.
    gone_override_version = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    # Deleted for all: nobody is in it any more, and a job wipes what was said.
    deleted_at = models.DateTimeField(null=True, blank=True)
    # Stamped by triggers with the writing transaction, for the account cursor of /sync: of all that
    # is written but `members_count`, and of that alone.
    changed_xid = models.BigIntegerField(db_default=0, editable=False)
    counted_xid = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        db_table = "spaces"
        indexes = [
            models.Index(
                fields=["-members_count", "id"],
                name="spaces_to_browse",
                condition=models.Q(is_discoverable=True, deleted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"space {self.name}"


class SpaceMark(models.Model):
    """How far each channel of a space had come at an instant: where who joined then begins to
    count as unread.

    Many who come about the same time share one, so that nobody needs a row a channel.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="marks", db_index=False)
    # By channel id: its `last_seq`.
    seqs = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "space_marks"
        indexes = [models.Index(fields=["space", "-at"], name="space_marks_latest")]

    def __str__(self) -> str:
        return f"{self.space_id} at {self.at}"


class SpaceMember(models.Model):
    """A person in a space. The row stays when they leave, with `left_at`."""

    pk = models.CompositePrimaryKey("space_id", "user_id")
    space = models.ForeignKey(
        Space, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    user = models.ForeignKey(
        User, on_delete=models.RESTRICT, related_name="space_memberships", db_index=False
    )
    # Without @everyone, which everyone has.
    role_ids = ArrayField(models.UUIDField(), default=list)
    nickname = models.CharField(max_length=64, blank=True, default="")
    # What lists of members are ordered by: the nickname or name without case.
    sort_name = models.CharField(max_length=64, blank=True, default="")
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=8, blank=True, default="")
    mark = models.ForeignKey(
        SpaceMark, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # The place among the person's own spaces.
    position = models.IntegerField(default=0)
    # Stamped by a trigger with the writing transaction, for the account cursor of /sync.
    changed_xid = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        db_table = "space_members"
        indexes = [
            models.Index(fields=["user", "space"], name="space_members_of_user"),
            models.Index(
                fields=["space", "sort_name", "user"],
                name="space_members_by_name",
                condition=models.Q(left_at=None),
            ),
            GinIndex(
                fields=["role_ids"],
                name="space_members_by_role",
                condition=models.Q(left_at=None),
            ),
            # Of any part of a name. New ones do not wait in a list that every search reads.
            GinIndex(
                fields=["sort_name"],
                name="space_members_by_part",
                opclasses=["gin_trgm_ops"],
                condition=models.Q(left_at=None),
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in space {self.space_id}"
