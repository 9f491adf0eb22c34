"""Finding members by any part of a name, without reading the names of all of them."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from chatty.core.concurrent_index import AddConcurrentIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("conversations", "0008_retention_of_spaces")]

    operations = [
        # Trusted: whoever owns the database may add it.
        TrigramExtension(),
        AddConcurrentIndex(
            model_name="spacemember",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("left_at", None)),
                # What is found must not wait in a list that every search reads.
                fastupdate=False,
                fields=["sort_name"],
                name="space_members_by_part",
                opclasses=["gin_trgm_ops"],
            ),
        ),
    ]
