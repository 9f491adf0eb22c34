"""Who asks for what a socket hands straight to a group committer, proved many at a time."""

import uuid
from collections.abc import Sequence

from accounts.operations.sessions import prove_sessions
from chatty.core.errors import Refusal
from chatty.core.limits import Rate
from chatty.core.rate_limit import take_many


def refuse_callers(
    session_ids: Sequence[uuid.UUID | None], *, bucket: str, rate: Rate
) -> list[Refusal | None]:
    """For each of these: NotAuthenticated or Suspended where its session no longer holds,
    RateLimited where the session's bucket is empty. None passes, as does no session: such an item
    was proved and charged before.
    """
    asked = [name for name in session_ids if name is not None]
    if not asked:
        return [None] * len(session_ids)
    ended = prove_sessions(set(asked))
    charged = [name for name in asked if name not in ended]
    waits = iter(take_many(bucket, charged, rate))
    return [
        None if name is None else ended[name] if name in ended else next(waits)
        for name in session_ids
    ]
