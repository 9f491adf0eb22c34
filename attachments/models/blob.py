"""Stored bytes, which several attachments may share."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from chatty.core.ids import new_id


class BlobFormat(models.IntegerChoices):
    """How the bytes lie in storage."""

    PLAIN = 0
    SEALED = 1


class Blob(models.Model):
    """One stored object. Its `storage_key` is made by chance and holds nothing of a file's name.

    `references` counts the attachments and derived files that point at it, in the transactions that
    make and end them. Whoever ends the last one stamps `released_at`; a job then removes the bytes,
    gives back what they counted for their `owner`, and deletes the row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    storage_key = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    # Of what people put in, in bytes; what is stored is larger where it is sealed.
    size = models.BigIntegerField()
    # What counts for the owner and the instance; derived files count for nobody.
    counted_bytes = models.BigIntegerField(default=0)
    # Of the same bytes; None until all of them were read.
    sha256 = models.BinaryField(null=True, blank=True)
    format = models.PositiveSmallIntegerField(choices=BlobFormat.choices)
    references = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "blobs"
        indexes = [
            models.Index(
                fields=["released_at"],
                name="blobs_released",
                condition=models.Q(released_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(references__gt=0) | models.Q(released_at__isnull=False),
                name="blobs_released_without_references",
            ),
        ]

    def __str__(self) -> str:
        return f"blob {self.id}"
