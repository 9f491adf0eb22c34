"""Who was mentioned, and what people have begun to write."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What belongs to a message or a conversation goes with it, in the database, without loading a row.
# The tables are empty, so these take their locks for a moment only.
BELONG = """
ALTER TABLE mentions ADD CONSTRAINT mentions_message FOREIGN KEY (conversation_id, seq)
  REFERENCES messages (conversation_id, seq) ON DELETE CASCADE;
ALTER TABLE drafts ADD CONSTRAINT drafts_conversation FOREIGN KEY (conversation_id)
  REFERENCES conversations (id) ON DELETE CASCADE;
ALTER TABLE drafts SET (fillfactor = 70);
"""
BELONG_NOT = """
ALTER TABLE drafts RESET (fillfactor);
ALTER TABLE drafts DROP CONSTRAINT drafts_conversation;
ALTER TABLE mentions DROP CONSTRAINT mentions_message;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0002_personal_state_and_bans"),
        ("messaging", "0001_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "user_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("body", models.BinaryField(default=bytes)),
                ("version", models.PositiveIntegerField()),
                ("updated_at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "drafts",
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "user_id",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("seq", models.BigIntegerField()),
                (
                    "message",
                    models.ForeignObject(
                        from_fields=["conversation_id", "seq"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="messaging.message",
                        to_fields=["conversation", "seq"],
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "mentions",
            },
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["conversation_id", "seq"], name="mentions_of_message"),
        ),
        migrations.RunSQL(BELONG, BELONG_NOT),
    ]
