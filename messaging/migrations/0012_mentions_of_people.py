"""Finding where a person was named."""

from django.db import migrations, models

from chatty.core.concurrent_index import AddConcurrentIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("messaging", "0011_scheduled_index")]

    operations = [
        AddConcurrentIndex(
            model_name="mention",
            index=models.Index(fields=["user", "conversation_id"], name="mentions_of_user"),
        ),
    ]
