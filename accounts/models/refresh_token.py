"""Refresh tokens: used once, then followed by exactly one successor."""

from django.db import models

from accounts.models.user_session import UserSession


class RefreshToken(models.Model):
    """The SHA-256 of a token. `successor_salt` and the token itself give the successor."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    session = models.ForeignKey(
        UserSession, on_delete=models.CASCADE, related_name="refresh_tokens"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    rotated_at = models.DateTimeField(null=True, blank=True, db_index=True)
    successor_salt = models.BinaryField(null=True, blank=True, max_length=32)

    class Meta:
        db_table = "refresh_tokens"

    def __str__(self) -> str:
        return f"refresh token of session {self.session_id}"
