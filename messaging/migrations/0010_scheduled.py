"""What waits to be sent is its author's alone, and may say why it was not."""

from django.db import migrations, models

# A row without a place in the timeline is of nobody else's business.
_OWN = """
ALTER POLICY readers ON messages USING (
  chatty_sees(conversation_id) AND (seq IS NOT NULL OR sender_id = (SELECT chatty_actor()))
)
"""
_EVERYBODYS = "ALTER POLICY readers ON messages USING (chatty_sees(conversation_id))"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0009_poll_ballots")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="failure",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.RunSQL(_OWN, _EVERYBODYS),
    ]
