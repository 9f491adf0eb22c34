"""Finding what somebody has scheduled in a conversation."""

from django.db import migrations, models

from chatty.core.partitioned_index import AddPartitionedIndex


class Migration(migrations.Migration):
    # Made beside the running server, without holding up a send.
    atomic = False

    dependencies = [("messaging", "0010_scheduled")]

    operations = [
        AddPartitionedIndex(
            model_name="message",
            index=models.Index(
                fields=["conversation", "sender", "id"],
                condition=models.Q(("seq", None)),
                name="messages_waiting",
            ),
        ),
    ]
