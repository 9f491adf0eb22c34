"""Sessions: the one proof that cookies, access tokens and sockets all come back to."""

from datetime import datetime

from django.conf import settings
from django.db import models

from chatty.core.ids import new_id


class UserSession(models.Model):
    """One sign-in on one device. Every request reads its row: ending it ends all at once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sessions"
    )
    device_name = models.TextField()
    platform = models.CharField(max_length=32, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        db_table = "user_sessions"
        indexes = [
            models.Index(
                fields=["revoked_at"],
                name="user_sessions_revoked",
                condition=models.Q(revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_name} ({self.id})"

    def is_live(self, *, at: datetime) -> bool:
        """Whether the session is neither revoked nor past its end at the moment `at`."""
        return self.revoked_at is None and at < self.expires_at
