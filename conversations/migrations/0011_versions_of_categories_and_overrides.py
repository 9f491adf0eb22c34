"""Versions of categories and of overrides, so that nobody writes over what they have not seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0010_feature_rollouts")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="override",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    ]
