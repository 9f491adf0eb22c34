"""Finding the pinned messages, and those that call all, among the many that are neither."""

from django.db import migrations, models

from chatty.core.partitioned_index import AddPartitionedIndex


class Migration(migrations.Migration):
    # Made beside the running server, without holding up a send.
    atomic = False

    dependencies = [("messaging", "0002_mentions_and_drafts")]

    operations = [
        AddPartitionedIndex(
            model_name="message",
            index=models.Index(
                fields=["conversation", "pinned_at"],
                condition=models.Q(("pinned_at__isnull", False)),
                name="messages_pinned",
            ),
        ),
        AddPartitionedIndex(
            model_name="message",
            index=models.Index(
                fields=["conversation", "seq"],
                condition=models.Q(("mentions_all", True)),
                name="messages_to_all",
            ),
        ),
    ]
