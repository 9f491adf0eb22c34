"""Finding the channels and invites of a space, without holding up who writes."""

from django.db import migrations, models

from chatty.core.concurrent_index import AddConcurrentIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("conversations", "0003_spaces")]

    operations = [
        AddConcurrentIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("space__isnull", False)),
                fields=["space"],
                name="conversations_of_space",
            ),
        ),
        AddConcurrentIndex(
            model_name="invite",
            index=models.Index(
                condition=models.Q(("space__isnull", False)),
                fields=["space"],
                name="invites_of_space",
            ),
        ),
    ]
