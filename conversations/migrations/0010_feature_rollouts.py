"""To whom features are offered."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from chatty.core.row_policies import row_policies

# Asked for whoever is about to use one.
_READABLE = {"feature_rollouts": "true"}


class Migration(migrations.Migration):
    dependencies = [("conversations", "0009_names_by_part")]

    operations = [
        migrations.CreateModel(
            name="FeatureRollout",
            fields=[
                (
                    "feature",
                    models.CharField(max_length=32, primary_key=True, serialize=False),
                ),
                ("percentage", models.PositiveSmallIntegerField(default=100)),
                (
                    "user_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "space_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "feature_rollouts",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percentage__lte", 100)),
                        name="feature_rollouts_percentage",
                    )
                ],
            },
        ),
        row_policies(_READABLE),
    ]
