"""How far versions of overrides that are gone had come, so that none is given twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0011_versions_of_categories_and_overrides")]

    operations = [
        migrations.AddField(
            model_name="space",
            name="gone_override_version",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
