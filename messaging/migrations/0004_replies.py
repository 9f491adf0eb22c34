"""Finding the replies to a message: each one that is deleted asks for them.

Without it wiping a conversation of n messages reads its partition n times.
"""

from django.db import migrations, models

from chatty.core.partitioned_index import AddPartitionedIndex


class Migration(migrations.Migration):
    # Made beside the running server, without holding up a send.
    atomic = False

    dependencies = [("messaging", "0003_pins_and_calls_to_all")]

    operations = [
        AddPartitionedIndex(
            model_name="message",
            index=models.Index(
                fields=["conversation", "reply_to_id"],
                condition=models.Q(("reply_to_id__isnull", False)),
                name="messages_replies",
            ),
        ),
    ]
