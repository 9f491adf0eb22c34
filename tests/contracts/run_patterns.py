"""Reads regular expressions and their flags as JSON lines, holds each against the texts made for
it, and writes those that took too long:  python -m tests.contracts.run_patterns SECONDS
"""

import json
import re
import signal
import sys
import time
from functools import partial
from types import FrameType

from tests.contracts.adversaries import recipes_against, text_of


class TooLong(Exception):  # noqa: N818 - it is caught a few lines below
    """The time of one text is over."""


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


def slow_with(pattern: re.Pattern[str], seconds: float) -> str | None:
    """What of a pattern takes longer on one text; None where nothing does."""
    for text in map(text_of, recipes_against(pattern.pattern)):
        for name, work in (
            ("fullmatch", pattern.fullmatch),
            ("sub", partial(pattern.sub, "")),
        ):
            began = time.process_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
            try:
                work(text)
            except TooLong:
                took = time.process_time() - began
                return f"{name} of {text[:12]!r}… took {took:.2f} s and more"
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


if __name__ == "__main__":
    limit = float(sys.argv[1])
    signal.signal(signal.SIGVTALRM, _ring)
    for line in sys.stdin:
        place, source, flags = json.loads(line)
        found = slow_with(re.compile(source, flags), limit)
        if found:
            sys.stdout.write(json.dumps([place, source, found]) + "\n")
