"""How a client that was away writes what has a version.

What is text is merged three ways with what is there now, or is a conflict that a person settles:
nobody's words may go without anybody seeing it. Of all other fields the last write wins.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chatty.core.errors import Invalid, VersionConflict
from chatty.core.limits import limits
from chatty.sync_results import Outcome
from messaging.rules.merging import merge_texts

# Texts by the names of their fields.
Texts = Mapping[str, str]

# How often a merge is made anew because somebody was faster again.
_TRIES = 3


@dataclass(slots=True)
class Patience:
    """How many seconds merging may still take in this request."""

    seconds: float = field(default_factory=lambda: limits.sync_merge_seconds)

    def merge(self, base: Texts, mine: Texts, theirs: Texts) -> dict[str, str] | None:
        """Each text of `mine` with that of `theirs`, in the time that is left. None where one
        cannot be merged: both wrote in one place, or nobody knows what it grew out of.
        """
        merged = {}
        for name, text in mine.items():
            one = text if text == theirs[name] else self._merge(base.get(name), text, theirs[name])
            if one is None:
                return None
            merged[name] = one
        return merged

    def _merge(self, base: str | None, mine: str, theirs: str) -> str | None:
        if base is None or self.seconds <= 0:
            return None
        began = time.monotonic()
        merged = merge_texts(base, mine, theirs, seconds=self.seconds)
        self.seconds -= time.monotonic() - began
        return merged


@dataclass(frozen=True, slots=True)
class Change:
    """What was written: `texts`, which grew out of `bases` (as far as the client tells) at
    `version`. `write` stores texts, and the other fields that it knows of, where the version that
    it is given is the present one, and else raises VersionConflict; None is any.
    """

    id: str
    write: Callable[[Texts, int | None], Any]
    version: int | None
    texts: Texts
    bases: Texts

    @property
    def base(self) -> dict[str, Any] | None:
        """What it started from, as results tell it."""
        if self.version is None or not self.bases:
            return None
        return {"version": self.version, **self.bases}


def write_merged(change: Change, patience: Patience) -> Outcome:
    """Write it; where things have moved on since its version, merged with what is there now. A
    merge that cannot be made, or is none that may be stored, is a conflict, and nothing is written.
    """
    bases, base_json, texts, at = change.bases, change.base, change.texts, change.version
    last: VersionConflict | None = None
    for _ in range(_TRIES):
        try:
            answer = change.write(texts, at)
            return Outcome("applied" if last is None else "merged", change.id, answer)
        except VersionConflict as conflict:
            if last is None and conflict.base is not None:
                bases, base_json = conflict.base, conflict.base
            last = conflict
        except Invalid:
            if last is None:
                raise
            # What both wrote is too long together, or nothing is left of it.
            break
        merged = patience.merge(bases, texts, last.current)
        if merged is None:
            break
        # Should somebody be faster again: what is merged by now started from this.
        bases, texts = last.current, merged
        at = last.current["version"] if texts else None
    present = None if last is None else last.current
    return Outcome(
        "conflict", change.id, current=present, base=base_json, base_version=change.version
    )
