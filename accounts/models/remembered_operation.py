"""What became of operations that clients sent with `sync`."""

from django.db import models
from django.db.models.functions import Now

from accounts.models.user import User


class RememberedOperation(models.Model):
    """The result of one operation, so that its repeat answers it and does nothing.

    `result` is `{status, resource, id?, error?, base_version?}`. It holds nothing that anybody
    wrote: texts stand in their own rows, sealed, and are gone when these are. Kept for
    `limits.sync_operation_days`.
    """

    pk = models.CompositePrimaryKey("user_id", "op_id")
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    op_id = models.UUIDField()
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "remembered_operations"
        indexes = [models.Index(fields=["created_at"], name="remembered_operations_age")]

    def __str__(self) -> str:
        return f"{self.op_id} of {self.user_id}"
