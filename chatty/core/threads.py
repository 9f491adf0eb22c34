"""The threads in which blocking work runs: one pool a process, for HTTP and sockets alike.

No more threads than the process may hold database connections, less those of its writers, so that
work waits for a thread in order instead of failing at the pool.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from chatty.core.limits import limits

# What the group committers hold for good, and one for what they write alone now and then.
_WRITERS = 4


def thread_count() -> int:
    """How many threads this process works with."""
    options: dict[str, Any] = settings.DATABASES["default"].get("OPTIONS", {})
    connections: int = options.get("pool", {}).get("max_size", limits.database_pool)
    return max(1, min(limits.web_threads, connections - _WRITERS))


@cache
def threads() -> ThreadPoolExecutor:
    """This process's pool."""
    return ThreadPoolExecutor(thread_count(), thread_name_prefix="work")


async def run_in_thread[Result](work: Callable[[], Result]) -> Result:
    """Run blocking work with the caller's context; the thread's database connection goes back
    after it.
    """
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(threads(), context.run, _closing, work)


def _closing[Result](work: Callable[[], Result]) -> Result:
    try:
        return work()
    finally:
        close_old_connections()
