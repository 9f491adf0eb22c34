"""Finding the members of a space who hold a role, and its latest mark."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from chatty.core.concurrent_index import AddConcurrentIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("conversations", "0005_row_level_security")]

    operations = [
        AddConcurrentIndex(
            model_name="spacemember",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("left_at", None)),
                fields=["role_ids"],
                name="space_members_by_role",
            ),
        ),
        AddConcurrentIndex(
            model_name="spacemark",
            index=models.Index(fields=["space", "-at"], name="space_marks_latest"),
        ),
        # The new one serves what it did.
        migrations.AlterField(
            model_name="spacemark",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="marks",
                to="conversations.space",
            ),
        ),
    ]
