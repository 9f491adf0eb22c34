"""The link with which the first owner takes over a fresh server."""

from django.db import models


class OwnerClaim(models.Model):
    """The SHA-256 hash of a single-use token; bin/up prints the token while there is no owner."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "owner_claims"

    def __str__(self) -> str:
        return f"owner claim until {self.expires_at:%Y-%m-%d %H:%M}"
