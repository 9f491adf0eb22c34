"""Who comes to a space or goes changes how many are in it, and nothing else about it."""

from django.db import migrations, models

# A space that changed is told whole; one that others came to, by its count.
COUNT = """
CREATE FUNCTION stamp_counted_xid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.counted_xid := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;
DROP TRIGGER spaces_stamp ON spaces;
CREATE TRIGGER spaces_stamp_insert BEFORE INSERT ON spaces
  FOR EACH ROW EXECUTE FUNCTION stamp_changed_xid();
CREATE TRIGGER spaces_stamp_update BEFORE UPDATE ON spaces
  FOR EACH ROW WHEN (
    to_jsonb(OLD) - 'members_count' - 'counted_xid'
    IS DISTINCT FROM to_jsonb(NEW) - 'members_count' - 'counted_xid'
  )
  EXECUTE FUNCTION stamp_changed_xid();
CREATE TRIGGER spaces_stamp_count BEFORE UPDATE ON spaces
  FOR EACH ROW WHEN (OLD.members_count IS DISTINCT FROM NEW.members_count)
  EXECUTE FUNCTION stamp_counted_xid();
"""
COUNT_NOT = """
DROP TRIGGER spaces_stamp_count ON spaces;
DROP TRIGGER spaces_stamp_update ON spaces;
DROP TRIGGER spaces_stamp_insert ON spaces;
CREATE TRIGGER spaces_stamp BEFORE INSERT OR UPDATE ON spaces
  FOR EACH ROW EXECUTE FUNCTION stamp_changed_xid();
DROP FUNCTION stamp_counted_xid();
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0006_members_by_role")]

    operations = [
        migrations.AddField(
            model_name="space",
            name="counted_xid",
            field=models.BigIntegerField(db_default=0, editable=False),
        ),
        migrations.RunSQL(COUNT, COUNT_NOT),
    ]
