"""Finding a thread's replies, what is due to be sent, and what is due to go."""

from django.db import migrations, models

from chatty.core.partitioned_index import AddPartitionedIndex


class Migration(migrations.Migration):
    # Made beside the running server, without holding up a send.
    atomic = False

    dependencies = [("messaging", "0006_content")]

    operations = [
        AddPartitionedIndex(
            model_name="message",
            index=models.Index(
                fields=["conversation", "thread_id", "seq"],
                condition=models.Q(("thread_id__isnull", False)),
                name="messages_thread",
            ),
        ),
        AddPartitionedIndex(
            model_name="message",
            index=models.Index(
                fields=["scheduled_at"],
                condition=models.Q(("scheduled_at__isnull", False), ("seq", None)),
                name="messages_scheduled",
            ),
        ),
        AddPartitionedIndex(
            model_name="message",
            index=models.Index(
                fields=["expires_at"],
                condition=models.Q(("expires_at__isnull", False)),
                name="messages_expiring",
            ),
        ),
    ]
