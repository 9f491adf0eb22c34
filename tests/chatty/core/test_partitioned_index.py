"""Indexes of partitioned tables: complete, used by new rows, and taken up where they broke off."""

from tests import services

_STORY = """
from django.core.management import call_command
from django.db import ProgrammingError, IntegrityError, connection
from tests.cast import gather_cast
from tests.make import make_message

def ask(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else None

VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass"

def parts():
    return dict(ask(
        "SELECT relname, indisvalid FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid"
        " JOIN pg_index i ON i.indexrelid = c.oid WHERE inhparent = 'messages_pinned'::regclass"
    ))

def is_whole():
    [[valid]] = ask(VALID, "messages_pinned")
    return valid and len(parts()) == 32 and all(parts().values())

cast = gather_cast()
make_message(by=cast.bob, in_=cast.lounge)
make_message(by=cast.bob, in_=cast.lounge)
[[home]] = ask("SELECT DISTINCT tableoid::regclass::text FROM messages")
assert is_whole()

call_command("migrate", "messaging", "0002", verbosity=0)
assert ask("SELECT to_regclass('messages_pinned')") == [(None,)]
assert ask("SELECT to_regclass(%s)", home + "_pinned") == [(None,)]

# A run that was interrupted: the parent is there, one part is not attached, one is broken.
where = "(conversation_id, pinned_at) WHERE pinned_at IS NOT NULL"
other = "messages_p00" if home != "messages_p00" else "messages_p01"
ask(f"CREATE INDEX messages_pinned ON ONLY messages {where}")
ask(f"CREATE INDEX {other}_pinned ON {other} {where}")
try:
    ask(f"CREATE UNIQUE INDEX CONCURRENTLY {home}_pinned ON {home} (conversation_id)")
except IntegrityError:
    pass
[[valid]] = ask(VALID, home + "_pinned")
assert not valid and not is_whole()
[[before]] = ask("SELECT %s::regclass::oid", other + "_pinned")

call_command("migrate", "messaging", verbosity=0)
assert is_whole()
assert ask("SELECT %s::regclass::oid", other + "_pinned") == [(before,)]
[[text]] = ask("SELECT pg_get_indexdef(%s::regclass)", home + "_pinned")
assert "UNIQUE" not in text and "pinned_at IS NOT NULL" in text, text
[[patience]] = ask("SHOW lock_timeout")
assert patience == "2s", patience
"""


def test_an_interrupted_build_is_taken_up_where_it_broke_off() -> None:
    services.copy_template("chatty_partitioned_index")
    address = services.database_address("chatty_partitioned_index")
    environment = {"DATABASE_URL": address, "CHATTY_RATE_LIMITS": "off"}
    services.manage("shell", "--no-imports", "-c", _STORY, environment=environment)
