"""Threads follow the connections that a process may hold."""

from typing import Any

import pytest
from django.conf import settings

from chatty.core.limits import override_limits
from chatty.core.threads import thread_count


@pytest.mark.parametrize(
    "connections, wanted, count", [(20, 8, 8), (10, 8, 6), (5, 8, 1), (20, 2, 2), (2, 8, 1)]
)
def test_threads_leave_the_writers_their_connections(
    monkeypatch: pytest.MonkeyPatch, connections: int, wanted: int, count: int
) -> None:
    database: dict[str, Any] = settings.DATABASES["default"]
    options = {**database["OPTIONS"], "pool": {"max_size": connections}}
    monkeypatch.setitem(database, "OPTIONS", options)
    with override_limits(web_threads=wanted):
        assert thread_count() == count
