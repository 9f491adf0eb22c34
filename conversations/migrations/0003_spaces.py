"""Spaces: roles, overrides, categories, members, requests; and what refers to them."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import chatty.core.ids


def space_of(name: str) -> dict[str, Any]:
    """A reference to the space, with the name of the way back."""
    return {
        "on_delete": django.db.models.deletion.CASCADE,
        "related_name": name,
        "to": "conversations.space",
    }


# Model, the column as it was, the reference, and how it refers.
REFERENCES = (
    ("ban", "space_id", "space", space_of("bans")),
    (
        "conversation",
        "category_id",
        "category",
        {
            "on_delete": django.db.models.deletion.SET_NULL,
            "related_name": "channels",
            "to": "conversations.category",
        },
    ),
    ("conversation", "space_id", "space", space_of("channels")),
    ("invite", "space_id", "space", space_of("invites")),
)
# Checked in a second step, which lets others write.
REFER = """
ALTER TABLE bans ADD CONSTRAINT bans_space_fk FOREIGN KEY (space_id) REFERENCES spaces (id)
  DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE invites ADD CONSTRAINT invites_space_fk FOREIGN KEY (space_id)
  REFERENCES spaces (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE conversations ADD CONSTRAINT conversations_space_fk FOREIGN KEY (space_id)
  REFERENCES spaces (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE conversations ADD CONSTRAINT conversations_category_fk FOREIGN KEY (category_id)
  REFERENCES categories (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE bans VALIDATE CONSTRAINT bans_space_fk;
ALTER TABLE invites VALIDATE CONSTRAINT invites_space_fk;
ALTER TABLE conversations VALIDATE CONSTRAINT conversations_space_fk;
ALTER TABLE conversations VALIDATE CONSTRAINT conversations_category_fk;
"""
REFER_NOT = """
ALTER TABLE conversations DROP CONSTRAINT conversations_category_fk;
ALTER TABLE conversations DROP CONSTRAINT conversations_space_fk;
ALTER TABLE invites DROP CONSTRAINT invites_space_fk;
ALTER TABLE bans DROP CONSTRAINT bans_space_fk;
DELETE FROM invites WHERE space_id IS NOT NULL;
DELETE FROM bans WHERE space_id IS NOT NULL;
-- What was said stays; nobody finds it, since nobody is left who would say who may.
UPDATE memberships SET left_at = now(), left_reason = 'deleted' WHERE space_id IS NOT NULL;
UPDATE conversations SET space_id = NULL, category_id = NULL, deleted_at = now()
  WHERE space_id IS NOT NULL;
"""
# The function came with the first migration of accounts.
STAMP = """
CREATE TRIGGER spaces_stamp BEFORE INSERT OR UPDATE ON spaces
  FOR EACH ROW EXECUTE FUNCTION stamp_changed_xid();
CREATE TRIGGER space_members_stamp BEFORE INSERT OR UPDATE ON space_members
  FOR EACH ROW EXECUTE FUNCTION stamp_changed_xid();
"""
UNSTAMP = """
DROP TRIGGER space_members_stamp ON space_members;
DROP TRIGGER spaces_stamp ON spaces;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0002_personal_state_and_bans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Space",
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
                ("name", models.CharField(max_length=128)),
                ("description", models.CharField(blank=True, default="", max_length=1024)),
                ("rules", models.TextField(blank=True, default="")),
                ("welcome_text", models.TextField(blank=True, default="")),
                ("icon_id", models.UUIDField(blank=True, null=True)),
                ("is_discoverable", models.BooleanField(default=False)),
                (
                    "joining",
                    models.CharField(
                        choices=[("invite", "Invite"), ("request", "Request"), ("open", "Open")],
                        default="invite",
                        max_length=8,
                    ),
                ),
                ("members_count", models.PositiveIntegerField(default=0)),
                ("structure", models.UUIDField(default=chatty.core.ids.new_id)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("changed_xid", models.BigIntegerField(db_default=0, editable=False)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "spaces",
            },
        ),
        migrations.CreateModel(
            name="Category",
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
                ("title", models.CharField(max_length=128)),
                ("position", models.IntegerField(default=0)),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="conversations.space",
                    ),
                ),
            ],
            options={
                "db_table": "categories",
            },
        ),
        migrations.CreateModel(
            name="SpaceMark",
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
                ("seqs", models.JSONField(default=dict)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="conversations.space",
                    ),
                ),
            ],
            options={
                "db_table": "space_marks",
            },
        ),
        migrations.CreateModel(
            name="SpaceMember",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "user_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "role_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list
                    ),
                ),
                ("nickname", models.CharField(blank=True, default="", max_length=64)),
                ("sort_name", models.CharField(blank=True, default="", max_length=64)),
                (
                    "joined_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("left_reason", models.CharField(blank=True, default="", max_length=8)),
                ("position", models.IntegerField(default=0)),
                ("changed_xid", models.BigIntegerField(db_default=0, editable=False)),
                (
                    "mark",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="conversations.spacemark",
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="conversations.space",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="space_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "space_members",
            },
        ),
        migrations.CreateModel(
            name="SpaceRole",
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
                ("name", models.CharField(max_length=64)),
                ("colour", models.CharField(blank=True, default="", max_length=2)),
                ("position", models.PositiveIntegerField()),
                ("allow", models.JSONField(default=list)),
                ("shown_apart", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="conversations.space",
                    ),
                ),
            ],
            options={
                "db_table": "space_roles",
            },
        ),
        migrations.CreateModel(
            name="Override",
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
                ("allow", models.JSONField(default=list)),
                ("deny", models.JSONField(default=list)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="conversations.category",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="conversations.space",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="conversations.spacerole",
                    ),
                ),
            ],
            options={
                "db_table": "overrides",
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
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
                ("message", models.CharField(blank=True, default="", max_length=512)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "Pending"),
                            ("ACCEPTED", "Accepted"),
                            ("DECLINED", "Declined"),
                        ],
                        default="PENDING",
                        max_length=8,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="join_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_requests",
                        to="conversations.space",
                    ),
                ),
            ],
            options={
                "db_table": "join_requests",
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="space_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        # The columns are there already, and empty: only what they refer to is new.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(REFER, REFER_NOT)],
            state_operations=[
                *(
                    operation
                    for model, column, name, options in REFERENCES
                    for operation in (
                        migrations.RemoveField(model_name=model, name=column),
                        migrations.AddField(
                            model_name=model,
                            name=name,
                            field=models.ForeignKey(
                                blank=True, db_index=False, null=True, **options
                            ),
                        ),
                    )
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.UniqueConstraint(fields=("space", "user"), name="bans_once_a_space"),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(("conversation", None), ("space", None), _connector="XOR"),
                name="bans_of_one",
            ),
        ),
        migrations.AddIndex(
            model_name="space",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("is_discoverable", True)),
                fields=["-members_count", "id"],
                name="spaces_to_browse",
            ),
        ),
        migrations.AddIndex(
            model_name="joinrequest",
            index=models.Index(fields=["space", "status", "id"], name="join_requests_of_space"),
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "PENDING")),
                fields=("space", "user"),
                name="join_requests_once",
            ),
        ),
        migrations.AddIndex(
            model_name="spacemember",
            index=models.Index(fields=["user", "space"], name="space_members_of_user"),
        ),
        migrations.AddIndex(
            model_name="spacemember",
            index=models.Index(
                condition=models.Q(("left_at", None)),
                fields=["space", "sort_name", "user"],
                name="space_members_by_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel", None), ("category", None), _connector="XOR"),
                name="overrides_of_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(("role", None), ("user", None), _connector="XOR"),
                name="overrides_for_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                fields=("channel", "category", "role", "user"),
                name="overrides_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AlterModelOptions(
            name="membership", options={"default_manager_name": "objects"}
        ),
        migrations.RunSQL(STAMP, UNSTAMP),
    ]
