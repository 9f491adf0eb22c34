"""Threads for files alone: whoever fetches a large one keeps nobody from chatting."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from chatty.core.limits import limits


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(limits.file_threads, thread_name_prefix="files")


async def in_file_thread[Result](work: Callable[[], Result]) -> Result:
    """Run what reads, writes or seals bytes, and asks no database."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), work)
