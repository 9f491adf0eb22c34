"""Threads, forwards, polls, bookmarks, what waits to be sent, and how messages go.

New columns are NULL and new tables empty, so every lock lasts a moment.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from chatty.core.row_policies import row_policies

_OF_MESSAGES = (
    "bookmarks",
    "deleted_messages",
    "hidden_messages",
    "poll_votes",
    "thread_follows",
)
# What belongs to a message or a conversation goes with it, in the database, without loading a row.
BELONG = "".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_message"
    " FOREIGN KEY (conversation_id, message_id) REFERENCES messages ON DELETE CASCADE;"
    for table in _OF_MESSAGES
) + (
    "ALTER TABLE purged_ranges ADD CONSTRAINT purged_ranges_conversation"
    " FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE CASCADE;"
)
BELONG_NOT = "ALTER TABLE purged_ranges DROP CONSTRAINT purged_ranges_conversation;" + "".join(
    f"ALTER TABLE {table} DROP CONSTRAINT {table}_message;" for table in _OF_MESSAGES
)
_OWN = "user_id = (SELECT chatty_actor()) AND chatty_sees(conversation_id)"
_READABLE = {
    "bookmarks": _OWN,
    "hidden_messages": _OWN,
    "thread_follows": _OWN,
    "poll_votes": "chatty_sees(conversation_id)",
    "purged_ranges": "chatty_sees(conversation_id)",
    # Read by the program for moderators, and by nobody else.
    "deleted_messages": "false",
}


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0005_row_level_security"),
        ("messaging", "0005_row_level_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "message_id",
                        "user_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
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
                "db_table": "bookmarks",
            },
        ),
        migrations.CreateModel(
            name="HiddenMessage",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "message_id",
                        "user_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                (
                    "hidden_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
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
                "db_table": "hidden_messages",
            },
        ),
        migrations.CreateModel(
            name="PollVote",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "message_id",
                        "user_id",
                        "option",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("option", models.SmallIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
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
                "db_table": "poll_votes",
            },
        ),
        migrations.CreateModel(
            name="ThreadFollow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "message_id",
                        "user_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("is_following", models.BooleanField(db_default=True, default=True)),
                ("read_seq", models.BigIntegerField(db_default=0, default=0)),
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
                "db_table": "thread_follows",
            },
        ),
        migrations.CreateModel(
            name="DeletedMessage",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "message_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("body", models.BinaryField()),
                ("poll_text", models.BinaryField(blank=True, null=True)),
                ("content", models.JSONField(default=dict)),
                ("purge_at", models.DateTimeField()),
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
                (
                    "deleted_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "deleted_messages",
            },
        ),
        migrations.CreateModel(
            name="PurgedRange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "from_seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("from_seq", models.BigIntegerField()),
                ("to_seq", models.BigIntegerField()),
                ("rev", models.BigIntegerField()),
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
            ],
            options={
                "db_table": "purged_ranges",
            },
        ),
        migrations.AddField(
            model_name="message",
            name="forward",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="poll",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="poll_text",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="scheduled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="thread",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="thread_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="bookmark",
            index=models.Index(fields=["user", "created_at"], name="bookmarks_of_user"),
        ),
        migrations.AddIndex(
            model_name="deletedmessage",
            index=models.Index(fields=["purge_at"], name="deleted_messages_due"),
        ),
        migrations.AddIndex(
            model_name="threadfollow",
            index=models.Index(fields=["user", "conversation_id"], name="thread_follows_of_user"),
        ),
        migrations.RunSQL(BELONG, BELONG_NOT),
        row_policies(_READABLE),
    ]
