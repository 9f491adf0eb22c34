"""To whom a feature is offered, where not to everyone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class FeatureRollout(models.Model):
    """See `conversations.rules.features`. A feature without a row is offered to everyone."""

    feature = models.CharField(max_length=32, primary_key=True)
    percentage = models.PositiveSmallIntegerField(default=100)
    user_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    space_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "feature_rollouts"
        constraints = [
            models.CheckConstraint(
                condition=Q(percentage__lte=100), name="feature_rollouts_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.feature
