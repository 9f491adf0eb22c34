"""Which pieces of an upload are there."""

from django.db import models
from django.db.models.functions import Now

from attachments.models.upload import Upload


class UploadPart(models.Model):
    """One piece that our own endpoint has stored; a storage that takes parts itself lists them."""

    pk = models.CompositePrimaryKey("upload_id", "number")
    upload = models.ForeignKey(
        Upload, on_delete=models.DO_NOTHING, related_name="done", db_index=False
    )
    # From 1.
    number = models.PositiveSmallIntegerField()
    # As the client sent it, in bytes.
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField()
    # What the storage calls these bytes.
    etag = models.CharField(max_length=128)
    stored_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "upload_parts"

    def __str__(self) -> str:
        return f"part {self.number} of {self.upload_id}"
