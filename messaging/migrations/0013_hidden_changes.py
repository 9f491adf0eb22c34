"""When a person hid a message, for clients of theirs that were away."""

from django.db import migrations, models

STAMP = """
CREATE TRIGGER hidden_messages_stamp BEFORE INSERT ON hidden_messages
  FOR EACH ROW EXECUTE FUNCTION stamp_changed_xid();
"""
UNSTAMP = "DROP TRIGGER hidden_messages_stamp ON hidden_messages;"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0012_mentions_of_people")]

    operations = [
        migrations.AddField(
            model_name="hiddenmessage", name="rev", field=models.BigIntegerField(db_default=0)
        ),
        migrations.AddField(
            model_name="hiddenmessage",
            name="changed_xid",
            field=models.BigIntegerField(db_default=0, editable=False),
        ),
        migrations.RunSQL(STAMP, UNSTAMP),
    ]
