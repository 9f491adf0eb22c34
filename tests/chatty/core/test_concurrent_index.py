"""Indexes of tables in use: built however long others take, and anew where a build broke off."""

from tests import services

_STORY = """
import threading
import time
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from tests.cast import gather_cast
from tests.make import make_message

def ask(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else None

def is_valid():
    return ask(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('mentions_of_user')"
    )

cast = gather_cast()
make_message(by=cast.bob, in_=cast.lounge, body="@alice")
make_message(by=cast.bob, in_=cast.lounge, body="@alice")
assert ask("SELECT count(*) FROM mentions") == [(2,)]
assert is_valid() == [(True,)]

call_command("migrate", "messaging", "0011", verbosity=0)
assert is_valid() == []

# A run that was interrupted: the index is there and broken.
try:
    ask("CREATE UNIQUE INDEX CONCURRENTLY mentions_of_user ON mentions (user_id)")
except IntegrityError:
    pass
assert is_valid() == [(False,)]

# Somebody writes for longer than anybody else would wait for a lock.
holds = threading.Event()
def write():
    with transaction.atomic():
        ask("UPDATE mentions SET user_id = user_id")
        holds.set()
        time.sleep(3)
    connection.close()

writer = threading.Thread(target=write)
writer.start()
assert holds.wait(30)
call_command("migrate", "messaging", verbosity=0)
writer.join()
assert is_valid() == [(True,)]
[[text]] = ask("SELECT pg_get_indexdef('mentions_of_user'::regclass)")
assert "UNIQUE" not in text and "(user_id, conversation_id)" in text, text
[[patience]] = ask("SHOW lock_timeout")
assert patience == "2s", patience
"""


def test_a_broken_build_is_made_good_whoever_writes_meanwhile() -> None:
    services.copy_template("chatty_concurrent_index")
    address = services.database_address("chatty_concurrent_index")
    environment = {"DATABASE_URL": address, "CHATTY_RATE_LIMITS": "off"}
    services.manage("shell", "--no-imports", "-c", _STORY, environment=environment)
