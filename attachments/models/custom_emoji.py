"""Emoji that a space has made its own."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from attachments.models.attachment import Attachment
from chatty.core.ids import new_id
from conversations.models import Space


class CustomEmoji(models.Model):
    """A small picture with a name, which people react with in channels of its space.

    What people reacted with (`custom:<id>`) names its id, so it outlasts another name, and the row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    # Between colons: `a-z`, `0-9` and `_`.
    name = models.CharField(max_length=32)
    attachment = models.OneToOneField(Attachment, on_delete=models.RESTRICT, related_name="+")
    is_animated = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        User, on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        db_table = "custom_emoji"
        constraints = [
            models.UniqueConstraint(fields=["space", "name"], name="custom_emoji_by_name"),
        ]

    def __str__(self) -> str:
        return f":{self.name}: of {self.space_id}"
