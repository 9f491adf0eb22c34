"""What people keep for themselves."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from messaging.models.of_message import OfMessage


class Bookmark(OfMessage):
    """One message that one person wants to find again. The database keeps it as long as the
    message.
    """

    pk = models.CompositePrimaryKey("conversation_id", "message_id", "user_id")
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "bookmarks"
        indexes = [models.Index(fields=["user", "created_at"], name="bookmarks_of_user")]

    def __str__(self) -> str:
        return f"{self.message_id} kept by {self.user_id}"


class BookmarkList(models.Model):
    """All bookmarks of one person: when one of them last came or went. What was taken back leaves
    no row that could say so.
    """

    user = models.OneToOneField(User, on_delete=models.RESTRICT, related_name="+", primary_key=True)
    # The transaction of the last change, stamped by a trigger: what /sync compares its cursor with.
    changed_xid = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        db_table = "bookmark_lists"

    def __str__(self) -> str:
        return f"bookmarks of {self.user_id}"
