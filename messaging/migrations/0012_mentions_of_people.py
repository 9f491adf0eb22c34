"""Finding where a person was named."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("messaging", "0011_scheduled_index")]

    operations = [
        AddIndexConcurrently(
            model_name="mention",
            index=models.Index(fields=["user", "conversation_id"], name="mentions_of_user"),
        ),
    ]
