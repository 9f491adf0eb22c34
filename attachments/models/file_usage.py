"""How much is stored for whom."""

import uuid
from typing import Final

from django.db import models

INSTANCE: Final = uuid.UUID(int=0)
"""The owner of the row that counts everything."""


class FileUsage(models.Model):
    """What one person's uploads take, and what all of them do. Counted in the transactions that
    begin uploads and in those that remove bytes, so that a quota holds however many come at once.
    """

    # No reference: the row of the whole instance belongs to nobody.
    owner_id = models.UUIDField(primary_key=True)
    used_bytes = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)

    class Meta:
        db_table = "file_usage"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_bytes__gte=0, files__gte=0), name="file_usage_counts_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.used_bytes} bytes of {self.owner_id}"
