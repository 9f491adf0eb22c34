"""The audit log."""

from django.conf import settings
from django.db import models

from chatty.core.ids import new_id


class AuditEntry(models.Model):
    """Who did what to what. A trigger refuses UPDATE and DELETE; the web role may do neither."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=64)
    target_type = models.CharField(max_length=32, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    ip_address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entries"
        indexes = [
            models.Index(fields=["target_type", "target_id", "id"], name="audit_entries_target"),
            models.Index(fields=["action", "id"], name="audit_entries_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} ({self.id})"
