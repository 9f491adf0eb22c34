"""Headings that a space's channels stand under."""

from django.db import models

from chatty.core.ids import new_id
from conversations.models.space import Space


class Category(models.Model):
    """A heading, with exceptions from the roles that hold for all channels under it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="categories")
    title = models.CharField(max_length=128)
    position = models.IntegerField(default=0)
    # Of its name; where it stands among others is the space's.
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        db_table = "categories"

    def __str__(self) -> str:
        return f"{self.title} of {self.space_id}"
