"""Votes in anonymous polls, and finding who voted for what in others.

Nothing has been voted on yet, so every lock lasts a moment.
"""

import django.db.models.deletion
from django.db import migrations, models

from chatty.core.row_policies import row_policies

BELONG = (
    "ALTER TABLE poll_ballots ADD CONSTRAINT poll_ballots_message"
    " FOREIGN KEY (conversation_id, message_id) REFERENCES messages ON DELETE CASCADE;"
)
BELONG_NOT = "ALTER TABLE poll_ballots DROP CONSTRAINT poll_ballots_message;"
# Whose a ballot is no policy can tell.
_READABLE = {"poll_ballots": "chatty_sees(conversation_id)"}


class Migration(migrations.Migration):
    dependencies = [("messaging", "0008_bookmark_lists")]

    operations = [
        migrations.CreateModel(
            name="PollBallot",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "message_id",
                        "name",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("name", models.BinaryField(max_length=32)),
                ("choice", models.BinaryField()),
                (
                    "message",
                    models.ForeignObject(
                        from_fields=["conversation_id", "message_id"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="messaging.message",
                        to_fields=["conversation_id", "id"],
                    ),
                ),
            ],
            options={"db_table": "poll_ballots"},
        ),
        migrations.AddIndex(
            model_name="pollvote",
            index=models.Index(
                fields=["conversation_id", "message_id", "option", "created_at", "user"],
                name="poll_votes_of_option",
            ),
        ),
        migrations.RunSQL(BELONG, BELONG_NOT),
        row_policies(_READABLE),
    ]
