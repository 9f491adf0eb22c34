"""Whether a pooled connection still holds, without asking the database.

The driver's own check is a query at each checkout: a round trip a request. A server that ends a
connection says so and closes it, so there is something to read on a socket that ought to be quiet.
"""

import select
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def check_connection(connection: Connection[Any]) -> None:
    """Return for a connection that is quiet; OperationalError for one that is not, and fails when
    asked (the pool then hands out another).
    """
    quiet = select.poll()
    quiet.register(connection.fileno(), select.POLLIN)
    if quiet.poll(0):
        ConnectionPool.check_connection(connection)
