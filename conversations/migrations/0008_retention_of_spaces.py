"""For how many days a space keeps messages; 0: for ever."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_counts_of_members")]

    operations = [
        migrations.AddField(
            model_name="space",
            name="retention_days",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
