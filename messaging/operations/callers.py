"""Who asks for what a socket hands straight to a group committer, proved many at a time."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from accounts.operations.sessions import prove_sessions
from chatty.core.errors import Refusal
from chatty.core.limits import Rate
from chatty.core.rate_limit import take_many


@dataclass(slots=True)
class Asking:
    """A session that asks for one thing. It is charged once, however often that is tried."""

    session_id: uuid.UUID
    is_charged: bool = False


class Asked(Protocol):
    """An item, with the session that is still to be proved and charged for it; None: it was."""

    @property
    def asking(self) -> Asking | None: ...


def write_proved[Item: Asked, Answer](
    items: Sequence[Item],
    write: Callable[[Sequence[Item]], Sequence[Answer]],
    *,
    bucket: str,
    rate: Rate,
) -> list[Answer | Refusal]:
    """`write` the items whose callers may ask; answers and refusals stand in the items' order."""
    refused = refuse_callers([item.asking for item in items], bucket=bucket, rate=rate)
    rest = [item for item, no in zip(items, refused, strict=True) if no is None]
    written = iter(write(rest) if rest else ())
    return [next(written) if no is None else no for no in refused]


def refuse_callers(
    askings: Sequence[Asking | None], *, bucket: str, rate: Rate
) -> list[Refusal | None]:
    """For each of these: NotAuthenticated or Suspended where its session no longer holds,
    RateLimited where the session's bucket is empty. None passes, as does no session: such an item
    was proved and charged before.
    """
    asked = [one for one in askings if one is not None]
    if not asked:
        return [None] * len(askings)
    ended = prove_sessions({one.session_id for one in asked})
    owing = [one for one in asked if not one.is_charged and one.session_id not in ended]
    too_many = iter(take_many(bucket, [one.session_id for one in owing], rate))
    refused: list[Refusal | None] = []
    for one in askings:
        if one is None:
            refused.append(None)
        elif one.session_id in ended or one.is_charged:
            refused.append(ended.get(one.session_id))
        else:
            refused.append(no := next(too_many))
            one.is_charged = no is None
    return refused
