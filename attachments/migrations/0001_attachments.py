"""Files: what they are, where their bytes lie, and what is on its way."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import chatty.core.ids
from chatty.core.row_policies import row_policies

# A person reads of their own files and of those that something holds where they are; what belongs
# to a file follows it, since a policy's own question is asked under the policies of what it asks.
_OF_ATTACHMENT = "EXISTS (SELECT 1 FROM attachments a WHERE a.id = {table}.attachment_id)"
_READABLE = {
    "attachments": "uploader_id = (SELECT chatty_actor())"
    " OR (holder <> '' AND chatty_sees(conversation_id))"
    " OR (holder IN ('avatar', 'emoji') AND (SELECT chatty_actor()) IS NOT NULL)",
    "derivatives": _OF_ATTACHMENT.format(table="derivatives"),
    "blobs": "EXISTS (SELECT 1 FROM attachments a WHERE a.blob_id = blobs.id)"
    " OR EXISTS (SELECT 1 FROM derivatives d WHERE d.blob_id = blobs.id)",
    "uploads": "EXISTS (SELECT 1 FROM attachments a WHERE a.id = uploads.attachment_id"
    " AND a.uploader_id = (SELECT chatty_actor()))",
    "upload_parts": "EXISTS (SELECT 1 FROM uploads u WHERE u.attachment_id = upload_parts.upload_id)",
    "file_usage": "owner_id = (SELECT chatty_actor())",
}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conversations", "0010_feature_rollouts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
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
                ("sealed_key", models.BinaryField(default=bytes)),
                ("file_name", models.BinaryField(default=bytes)),
                ("alt", models.BinaryField(default=bytes)),
                ("mime_type", models.CharField(max_length=127)),
                ("declared_type", models.CharField(max_length=127)),
                ("size", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("image", "Image"),
                            ("video", "Video"),
                            ("audio", "Audio"),
                            ("file", "File"),
                        ],
                        max_length=8,
                    ),
                ),
                ("width", models.PositiveIntegerField(blank=True, null=True)),
                ("height", models.PositiveIntegerField(blank=True, null=True)),
                ("duration", models.FloatField(blank=True, null=True)),
                ("waveform", models.BinaryField(blank=True, null=True)),
                ("thumbhash", models.BinaryField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("UPLOADING", "Uploading"),
                            ("UPLOADED", "Uploaded"),
                            ("PROCESSING", "Processing"),
                            ("READY", "Ready"),
                            ("FAILED", "Failed"),
                            ("REJECTED", "Rejected"),
                            ("EXPIRED", "Expired"),
                        ],
                        default="UPLOADING",
                        max_length=10,
                    ),
                ),
                ("is_processed", models.BooleanField(default=False)),
                ("is_scanned", models.BooleanField(default=False)),
                (
                    "scan_status",
                    models.CharField(
                        choices=[
                            ("PENDING", "Pending"),
                            ("CLEAN", "Clean"),
                            ("INFECTED", "Infected"),
                            ("SKIPPED", "Skipped"),
                            ("FAILED", "Failed"),
                        ],
                        default="PENDING",
                        max_length=8,
                    ),
                ),
                ("encrypted", models.JSONField(blank=True, null=True)),
                (
                    "holder",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("message", "Message"),
                            ("avatar", "Avatar"),
                            ("emoji", "Emoji"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("bound_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "uploader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "attachments",
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="upload",
                        serialize=False,
                        to="attachments.attachment",
                    ),
                ),
                ("part_size", models.PositiveIntegerField(default=0)),
                ("parts", models.PositiveSmallIntegerField(default=1)),
                ("storage_upload", models.TextField(blank=True, default="")),
                ("sha256", models.BinaryField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "db_table": "uploads",
            },
        ),
        migrations.CreateModel(
            name="Blob",
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
                ("storage_key", models.CharField(max_length=64, unique=True)),
                ("size", models.BigIntegerField()),
                ("counted_bytes", models.BigIntegerField(default=0)),
                ("sha256", models.BinaryField(blank=True, null=True)),
                ("format", models.PositiveSmallIntegerField(choices=[(0, "Plain"), (1, "Sealed")])),
                ("references", models.PositiveIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "blobs",
            },
        ),
        migrations.AddField(
            model_name="attachment",
            name="blob",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="attachments.blob",
            ),
        ),
        migrations.CreateModel(
            name="Derivative",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "attachment_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("thumb_small", "Thumb Small"),
                            ("thumb_large", "Thumb Large"),
                            ("poster", "Poster"),
                            ("page", "Page"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sealed_key", models.BinaryField(default=bytes)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("mime_type", models.CharField(max_length=127)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="derivatives",
                        to="attachments.attachment",
                    ),
                ),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="attachments.blob",
                    ),
                ),
            ],
            options={
                "db_table": "derivatives",
            },
        ),
        migrations.CreateModel(
            name="FileUsage",
            fields=[
                ("owner_id", models.UUIDField(primary_key=True, serialize=False)),
                ("used_bytes", models.BigIntegerField(default=0)),
                ("files", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "file_usage",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("files__gte", 0), ("used_bytes__gte", 0)),
                        name="file_usage_counts_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "upload_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.BinaryField()),
                ("etag", models.CharField(max_length=128)),
                (
                    "stored_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="done",
                        to="attachments.upload",
                    ),
                ),
            ],
            options={
                "db_table": "upload_parts",
            },
        ),
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(
                condition=models.Q(("released_at__isnull", False)),
                fields=["released_at"],
                name="blobs_released",
            ),
        ),
        migrations.AddConstraint(
            model_name="blob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("references__gt", 0), ("released_at__isnull", False), _connector="OR"
                ),
                name="blobs_released_without_references",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["conversation", "id"], name="attachments_of_conversation"),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("status", "UPLOADING")),
                fields=["uploader"],
                name="attachments_uploading",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False)),
                fields=["expires_at"],
                name="attachments_expiring",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("holder", ""), ("expires_at__isnull", True), _connector="OR"),
                name="attachments_held_stay",
            ),
        ),
        row_policies(_READABLE),
    ]
