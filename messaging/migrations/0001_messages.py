"""Messages in 32 hash partitions, their edits, reactions and receipts."""

import uuid
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import chatty.core.ids

PARTITIONS = 32

Sql = list[str | tuple[str, Any]]

# The primary key starts with the partition key, as PostgreSQL asks. The reply's constraint sets
# only reply_to_id to NULL when its target goes: the conversation stays.
CREATE_MESSAGES: Sql = [
    """
    CREATE TABLE messages (
      conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      id uuid NOT NULL,
      seq bigint,
      rev bigint,
      sender_id uuid NOT NULL REFERENCES users (id),
      client_id uuid NOT NULL,
      type varchar(8) NOT NULL,
      body bytea NOT NULL,
      reply_to_id uuid,
      mentions uuid[] NOT NULL,
      mentions_all boolean NOT NULL,
      link_preview jsonb,
      metadata jsonb NOT NULL,
      reaction_counts jsonb NOT NULL,
      version integer NOT NULL CHECK (version > 0),
      created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
      edited_at timestamptz,
      deleted_at timestamptz,
      pinned_at timestamptz,
      expires_at timestamptz,
      PRIMARY KEY (conversation_id, id),
      CONSTRAINT messages_seq UNIQUE (conversation_id, seq),
      CONSTRAINT messages_client_id UNIQUE (conversation_id, sender_id, client_id)
    ) PARTITION BY HASH (conversation_id)
    """,
    *(
        f"CREATE TABLE messages_p{number:02} PARTITION OF messages"
        f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
        for number in range(PARTITIONS)
    ),
    """
    ALTER TABLE messages ADD CONSTRAINT messages_reply FOREIGN KEY (conversation_id, reply_to_id)
      REFERENCES messages (conversation_id, id) ON DELETE SET NULL (reply_to_id)
    """,
    "CREATE INDEX messages_rev ON messages (conversation_id, rev)",
    "CREATE INDEX messages_id ON messages (id)",
]
DROP_MESSAGES: Sql = ["DROP TABLE messages"]

# What belongs to a message goes with it, in the database, without loading a row.
BELONG: Sql = [
    """
    ALTER TABLE message_edits ADD CONSTRAINT message_edits_message
      FOREIGN KEY (conversation_id, message_id) REFERENCES messages ON DELETE CASCADE
    """,
    """
    ALTER TABLE reactions ADD CONSTRAINT reactions_message
      FOREIGN KEY (conversation_id, message_id) REFERENCES messages ON DELETE CASCADE
    """,
]
BELONG_NOT: Sql = [
    "ALTER TABLE reactions DROP CONSTRAINT reactions_message",
    "ALTER TABLE message_edits DROP CONSTRAINT message_edits_message",
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conversations", "0001_conversations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE_MESSAGES, DROP_MESSAGES)],
            state_operations=[
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "conversation_id",
                                "id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("id", models.UUIDField(default=chatty.core.ids.new_id, editable=False)),
                        ("seq", models.BigIntegerField(blank=True, null=True)),
                        ("rev", models.BigIntegerField(blank=True, null=True)),
                        ("client_id", models.UUIDField(default=uuid.uuid4)),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("TEXT", "Text"),
                                    ("IMAGE", "Image"),
                                    ("VIDEO", "Video"),
                                    ("AUDIO", "Audio"),
                                    ("FILE", "File"),
                                    ("SYSTEM", "System"),
                                ],
                                default="TEXT",
                                max_length=8,
                            ),
                        ),
                        ("body", models.BinaryField(default=bytes)),
                        ("reply_to_id", models.UUIDField(blank=True, null=True)),
                        (
                            "mentions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), blank=True, default=list
                            ),
                        ),
                        ("mentions_all", models.BooleanField(default=False)),
                        ("link_preview", models.JSONField(blank=True, null=True)),
                        ("metadata", models.JSONField(blank=True, default=dict)),
                        ("reaction_counts", models.JSONField(blank=True, default=list)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("edited_at", models.DateTimeField(blank=True, null=True)),
                        ("deleted_at", models.DateTimeField(blank=True, null=True)),
                        ("pinned_at", models.DateTimeField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "conversation",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="messages",
                                to="conversations.conversation",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="messages",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "messages",
                    },
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["conversation", "rev"], name="messages_rev"),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["id"], name="messages_id"),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.UniqueConstraint(
                        fields=("conversation", "seq"), name="messages_seq"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.UniqueConstraint(
                        fields=("conversation", "sender", "client_id"), name="messages_client_id"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MessageEdit",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "message_id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("edited_at", models.DateTimeField()),
                (
                    "edited_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignObject(
                        from_fields=["conversation_id", "message_id"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="edits",
                        to="messaging.message",
                        to_fields=["conversation_id", "id"],
                    ),
                ),
            ],
            options={
                "db_table": "message_edits",
            },
        ),
        migrations.CreateModel(
            name="Reaction",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "message_id",
                        "user_id",
                        "emoji",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("emoji", models.CharField(max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "message",
                    models.ForeignObject(
                        from_fields=["conversation_id", "message_id"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="reactions",
                        to="messaging.message",
                        to_fields=["conversation_id", "id"],
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
                "db_table": "reactions",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "user_id",
                        "kind",
                        "up_to_seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("DELIVERED", "Delivered"), ("READ", "Read")], max_length=9
                    ),
                ),
                ("up_to_seq", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(
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
                "db_table": "receipts",
            },
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["at"], name="receipts_at"),
        ),
        migrations.RunSQL(BELONG, BELONG_NOT),
    ]
