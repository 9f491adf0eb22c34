"""Roles of a space, and the exceptions from them."""

from django.db import models

from accounts.models import User
from chatty.core.ids import new_id
from conversations.models.category import Category
from conversations.models.conversation import Conversation
from conversations.models.space import Space


class SpaceRole(models.Model):
    """What its holders may do in the space. Position 0 is @everyone; a higher one stands above."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=64)
    # One of the colours of people (p1 … p8), or none.
    colour = models.CharField(max_length=2, blank=True, default="")
    position = models.PositiveIntegerField()
    allow = models.JSONField(default=list)
    # Whether its holders stand under its name in lists of members.
    shown_apart = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "space_roles"

    def __str__(self) -> str:
        return f"{self.name} of {self.space_id}"


class Override(models.Model):
    """What a role, or one person, may and may not in a channel or category, whatever the roles
    say.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="overrides")
    channel = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, blank=True, related_name="overrides"
    )
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, null=True, blank=True, related_name="overrides"
    )
    role = models.ForeignKey(
        SpaceRole, on_delete=models.CASCADE, null=True, blank=True, related_name="overrides"
    )
    user = models.ForeignKey(
        User, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    allow = models.JSONField(default=list)
    deny = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        db_table = "overrides"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel=None) ^ models.Q(category=None),
                name="overrides_of_one_place",
            ),
            models.CheckConstraint(
                condition=models.Q(role=None) ^ models.Q(user=None), name="overrides_for_one"
            ),
            models.UniqueConstraint(
                fields=["channel", "category", "role", "user"],
                name="overrides_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id or self.user_id} in {self.channel_id or self.category_id}"
