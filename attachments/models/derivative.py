"""What is made of a file to show it."""

from django.db import models
from django.db.models.functions import Now

from attachments.models.attachment import Attachment
from attachments.models.blob import Blob


class DerivativeKind(models.TextChoices):
    """What it shows."""

    THUMB_SMALL = "thumb_small"
    THUMB_LARGE = "thumb_large"
    POSTER = "poster"
    PAGE = "page"


class Derivative(models.Model):
    """A picture made of an attachment. Its bytes are a blob with a key of its own, sealed as the
    attachment's is.
    """

    pk = models.CompositePrimaryKey("attachment_id", "kind")
    attachment = models.ForeignKey(
        Attachment, on_delete=models.DO_NOTHING, related_name="derivatives", db_index=False
    )
    kind = models.CharField(max_length=12, choices=DerivativeKind.choices)
    blob = models.ForeignKey(Blob, on_delete=models.DO_NOTHING, related_name="+")
    sealed_key = models.BinaryField(default=bytes)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    mime_type = models.CharField(max_length=127)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "derivatives"

    def __str__(self) -> str:
        return f"{self.kind} of {self.attachment_id}"
