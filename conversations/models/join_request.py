"""Asking to be let into a space."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from chatty.core.ids import new_id
from conversations.models.space import Space


class JoinRequestStatus(models.TextChoices):
    """What became of it."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"


class JoinRequest(models.Model):
    """Somebody who wants to join; one at a time a person and space."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(
        Space, on_delete=models.CASCADE, related_name="join_requests", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="join_requests")
    message = models.CharField(max_length=512, blank=True, default="")
    status = models.CharField(
        max_length=8, choices=JoinRequestStatus.choices, default=JoinRequestStatus.PENDING
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "join_requests"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "user"],
                condition=models.Q(status="PENDING"),
                name="join_requests_once",
            ),
        ]
        indexes = [models.Index(fields=["space", "status", "id"], name="join_requests_of_space")]

    def __str__(self) -> str:
        return f"{self.user_id} asks for {self.space_id}"
