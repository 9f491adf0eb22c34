"""Reports and the copies that go with them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import chatty.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conversations", "0002_personal_state_and_bans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
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
                    "target_type",
                    models.CharField(
                        choices=[
                            ("user", "Person"),
                            ("message", "Message"),
                            ("conversation", "Conversation"),
                            ("space", "Space"),
                        ],
                        max_length=12,
                    ),
                ),
                ("target_id", models.UUIDField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("spam", "Spam or scam"),
                            ("harassment", "Harassment or bullying"),
                            ("hate", "Hate"),
                            ("violence", "Threats or violence"),
                            ("sexual", "Sexual content nobody asked for"),
                            ("child_safety", "Danger to a child"),
                            ("self_harm", "Danger to themselves"),
                            ("privacy", "Somebody's private information"),
                            ("impersonation", "Pretends to be somebody else"),
                            ("illegal", "Something else against the law"),
                            ("other", "Something else"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "Pending"),
                            ("UNDER_REVIEW", "Under review"),
                            ("RESOLVED", "Resolved"),
                            ("DISMISSED", "Dismissed"),
                        ],
                        default="PENDING",
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "-"),
                            ("suspended", "The person was suspended"),
                            ("banned", "The person was banned"),
                            ("handled", "Dealt with in another way"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("wrapped_key", models.BinaryField(blank=True, null=True)),
                ("sealed", models.BinaryField(default=bytes)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "moderator",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "reports",
            },
        ),
        migrations.CreateModel(
            name="ReportedMessage",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "report_id",
                        "message_id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("message_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("seq", models.BigIntegerField()),
                ("body", models.BinaryField(default=bytes)),
                ("is_target", models.BooleanField(default=False)),
                ("is_former", models.BooleanField(default=False)),
                ("was_deleted", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="moderation.report",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "reported_messages",
            },
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["reporter", "id"], name="reports_of_reporter"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["status", "id"], name="reports_by_status"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("wrapped_key__isnull", False)),
                fields=["closed_at"],
                name="reports_to_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "PENDING")),
                fields=("reporter", "target_type", "target_id"),
                name="reports_once_pending",
            ),
        ),
    ]
