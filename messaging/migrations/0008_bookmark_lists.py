"""When the bookmarks of each person last changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chatty.core.row_policies import row_policies

STAMP = """
CREATE TRIGGER bookmark_lists_stamp BEFORE INSERT OR UPDATE ON bookmark_lists
  FOR EACH ROW EXECUTE FUNCTION stamp_changed_xid();
"""
UNSTAMP = "DROP TRIGGER bookmark_lists_stamp ON bookmark_lists;"
_READABLE = {"bookmark_lists": "user_id = (SELECT chatty_actor())"}


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0007_content_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookmarkList",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.RESTRICT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_xid", models.BigIntegerField(db_default=0, editable=False)),
            ],
            options={"db_table": "bookmark_lists"},
        ),
        migrations.RunSQL(STAMP, UNSTAMP),
        row_policies(_READABLE),
    ]
