"""Conversations, members, keys and invites, stamped for the account cursor of /sync."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import chatty.core.ids

# The function came with the first migration of accounts.
STAMP = """
CREATE TRIGGER conversations_stamp BEFORE INSERT OR UPDATE ON conversations
  FOR EACH ROW EXECUTE FUNCTION stamp_changed_xid();
CREATE TRIGGER memberships_stamp BEFORE INSERT OR UPDATE ON memberships
  FOR EACH ROW EXECUTE FUNCTION stamp_changed_xid();
"""
UNSTAMP = """
DROP TRIGGER memberships_stamp ON memberships;
DROP TRIGGER conversations_stamp ON conversations;
"""
# Rows that change with each message get room, so that their new versions stay in the page (HOT).
ROOM = """
ALTER TABLE conversations SET (fillfactor = 70);
ALTER TABLE memberships SET (fillfactor = 80);
"""
NO_ROOM = """
ALTER TABLE memberships RESET (fillfactor);
ALTER TABLE conversations RESET (fillfactor);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=chatty.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[("DM", "Dm"), ("GROUP", "Group"), ("CHANNEL", "Channel")],
                        max_length=8,
                    ),
                ),
                (
                    "channel_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("broadcast", "Broadcast"),
                            ("text", "Text"),
                            ("announcement", "Announcement"),
                            ("voice", "Voice"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(blank=True, default="", max_length=128)),
                ("topic", models.CharField(blank=True, default="", max_length=1024)),
                ("avatar_id", models.UUIDField(blank=True, null=True)),
                ("space_id", models.UUIDField(blank=True, null=True)),
                ("category_id", models.UUIDField(blank=True, null=True)),
                ("position", models.IntegerField(default=0)),
                (
                    "encryption",
                    models.CharField(
                        choices=[("server", "Server"), ("mls", "Mls")],
                        default="server",
                        max_length=8,
                    ),
                ),
                ("settings", models.JSONField(default=dict)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("last_seq", models.BigIntegerField(default=0)),
                ("rev", models.BigIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("members_count", models.PositiveIntegerField(default=0)),
                ("dm_pair", models.CharField(blank=True, max_length=73, null=True, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "last_activity_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("changed_xid", models.BigIntegerField(db_default=0, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "conversations",
            },
        ),
        migrations.CreateModel(
            name="ConversationKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("wrapped", models.BinaryField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="conversations.conversation",
                    ),
                ),
            ],
            options={
                "db_table": "conversation_keys",
            },
        ),
        migrations.CreateModel(
            name="Invite",
            fields=[
                ("code", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("space_id", models.UUIDField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("max_uses", models.PositiveIntegerField(blank=True, null=True)),
                ("uses", models.PositiveIntegerField(default=0)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invites",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "invites",
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("OWNER", "Owner"),
                            ("ADMIN", "Admin"),
                            ("MODERATOR", "Moderator"),
                            ("MEMBER", "Member"),
                        ],
                        default="MEMBER",
                        max_length=10,
                    ),
                ),
                ("allow", models.JSONField(default=list)),
                ("deny", models.JSONField(default=list)),
                (
                    "joined_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("left_reason", models.CharField(blank=True, default="", max_length=8)),
                ("rev", models.BigIntegerField(default=0)),
                ("read_seq", models.BigIntegerField(default=0)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_seq", models.BigIntegerField(default=0)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("visible_from_seq", models.BigIntegerField(default=1)),
                ("muted_until", models.DateTimeField(blank=True, null=True)),
                ("pinned", models.BooleanField(default=False)),
                ("archived", models.BooleanField(default=False)),
                ("folder", models.CharField(blank=True, default="", max_length=64)),
                (
                    "notification_level",
                    models.CharField(
                        choices=[
                            ("default", "Default"),
                            ("all", "All"),
                            ("mentions", "Mentions"),
                            ("nothing", "Nothing"),
                        ],
                        default="default",
                        max_length=8,
                    ),
                ),
                ("changed_xid", models.BigIntegerField(db_default=0, editable=False)),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "memberships",
                "indexes": [
                    models.Index(fields=["user", "conversation"], name="memberships_of_user"),
                    models.Index(fields=["conversation", "rev"], name="memberships_by_rev"),
                ],
            },
        ),
        migrations.RunSQL(STAMP, UNSTAMP),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]
