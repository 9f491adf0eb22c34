"""Finding what a person hid lately, everywhere and in one conversation."""

from django.db import migrations, models

from chatty.core.concurrent_index import AddConcurrentIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("messaging", "0013_hidden_changes")]

    operations = [
        AddConcurrentIndex(
            model_name="hiddenmessage",
            index=models.Index(fields=["user", "changed_xid"], name="hidden_messages_lately"),
        ),
        AddConcurrentIndex(
            model_name="hiddenmessage",
            index=models.Index(
                fields=["user", "conversation_id", "rev"], name="hidden_messages_here"
            ),
        ),
    ]
