"""Emoji of spaces, and files that are meant for a space itself."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import chatty.core.ids
from chatty.core.row_policies import row_policies

_READABLE = {"custom_emoji": "chatty_in_space(space_id)"}


class Migration(migrations.Migration):
    dependencies = [
        ("attachments", "0001_attachments"),
        ("conversations", "0011_versions_of_categories_and_overrides"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="space",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="conversations.space",
            ),
        ),
        migrations.CreateModel(
            name="CustomEmoji",
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
                ("name", models.CharField(max_length=32)),
                ("is_animated", models.BooleanField(default=False)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="attachments.attachment",
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
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conversations.space",
                    ),
                ),
            ],
            options={
                "db_table": "custom_emoji",
                "constraints": [
                    models.UniqueConstraint(fields=("space", "name"), name="custom_emoji_by_name")
                ],
            },
        ),
        row_policies(_READABLE),
    ]
