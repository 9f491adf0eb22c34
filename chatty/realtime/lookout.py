"""What a process looks at by itself, in case that the bus lost a hint: permissions and gaps.

Spread over time and asked for many sockets at once, so that thousands of them cost a few queries a
second.
"""

import asyncio
import logging
import time
from functools import partial

from chatty.core.limits import limits
from chatty.core.threads import run_in_thread
from chatty.realtime import registry
from chatty.realtime.hub import Hub
from chatty.realtime.publish import is_failing
from chatty.realtime.welcome import gap_frame, look_again_at

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
# How long an event may be on its way before it counts as lost.
LATE_SECONDS = 1.0
TOPICS_AT_ONCE = 1_000
_SHARE_AT_LEAST = 50
_FASTER_CUT_OFF = 4


class Lookout:
    """The eyes of one hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._looked_at = time.monotonic()

    async def run(self) -> None:
        """Look for ever, a little each second."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look_at_permissions()
                await self.look_for_gaps()
            except Exception:  # the database may be away; there is a next time
                log.exception("realtime.look_failed")

    async def look_at_permissions(self) -> None:
        """Look again at the sockets that were not looked at for long, the oldest first."""
        oldest = time.monotonic() - limits.permission_look_seconds
        due = [one for one in self._hub.connections() if one.looked_at < oldest]
        due.sort(key=lambda one: one.looked_at)
        # Many at once would be due at once again.
        share = max(_SHARE_AT_LEAST, len(self._hub) // 5)
        if due:
            await look_again_at(self._hub, due[:share])

    async def look_for_gaps(self) -> None:
        """Tell who missed something to look: of topics that are further than was told here."""
        is_cut_off = self._hub.is_cut_off or is_failing()
        every = limits.gap_look_seconds / (_FASTER_CUT_OFF if is_cut_off else 1)
        topics = self._hub.unmeasured()
        if time.monotonic() >= self._looked_at + every:
            self._looked_at = time.monotonic()
            topics += self._hub.ordered()
        behind: dict[str, int] = {}
        for start in range(0, len(topics), TOPICS_AT_ONCE):
            asked = topics[start : start + TOPICS_AT_ONCE]
            behind |= self._hub.measure(
                asked, await run_in_thread(partial(registry.revs_of, asked))
            )
        if behind:
            # It may be on its way.
            await asyncio.sleep(LATE_SECONDS)
            self._hub.catch_up(behind, gap_frame)
