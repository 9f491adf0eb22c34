"""The threads in which blocking work runs: one pool a process, for HTTP and sockets alike.

As many threads as the process may hold database connections, so that work waits for a thread
in order instead of failing at the pool.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.db import close_old_connections

from chatty.core.limits import limits


@cache
def threads() -> ThreadPoolExecutor:
    """This process's pool."""
    return ThreadPoolExecutor(limits.web_threads, thread_name_prefix="work")


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
