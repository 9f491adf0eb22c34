"""Bytes on their way in."""

from django.db import models
from django.db.models.functions import Now

from attachments.models.attachment import Attachment


class Upload(models.Model):
    """What is known of a file's bytes until all of them are there; then this row goes."""

    attachment = models.OneToOneField(
        Attachment, on_delete=models.DO_NOTHING, related_name="upload", primary_key=True
    )
    # In bytes; 0: in one piece.
    part_size = models.PositiveIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=1)
    # What the storage calls it, where it takes parts by itself.
    storage_upload = models.TextField(blank=True, default="")
    # What the client said that the whole is to be.
    sha256 = models.BinaryField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "uploads"

    def __str__(self) -> str:
        return f"upload of {self.attachment_id}"
