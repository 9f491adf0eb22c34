"""Reads regular expressions and their flags as JSON lines, holds each against the texts made for
it, and writes those that took too long:  python -m tests.contracts.run_patterns SECONDS
"""

import json
import re
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

from tests.contracts.adversaries import SIZE, recipes_against, text_of


class TooLong(Exception):  # noqa: N818 - it is caught a few lines below
    """The time of one text is over."""


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


def slow_with(pattern: re.Pattern[str], seconds: float) -> str | None:
    """What of a pattern takes longer on one text; None where nothing does."""
    for recipe in recipes_against(pattern.pattern):
        short = text_of(recipe, size=SIZE // 10)
        for name, work in (("fullmatch", pattern.fullmatch), ("sub", partial(pattern.sub, ""))):
            # What takes its time with the square of the length takes a hundredth with a tenth.
            if _took(work, short, seconds) < seconds / 150:
                continue
            took = _took(work, text_of(recipe), seconds)
            if took >= seconds:
                return f"{name} of {short[:12]!r}… took {took:.2f} s and more"
    return None


def _took(work: Callable[[str], object], text: str, at_most: float) -> float:
    """Seconds of this process; it is ended after the most."""
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, at_most)
    try:
        work(text)
    except TooLong:
        return max(at_most, time.process_time() - began)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


if __name__ == "__main__":
    limit = float(sys.argv[1])
    signal.signal(signal.SIGVTALRM, _ring)
    for line in sys.stdin:
        place, source, flags = json.loads(line)
        found = slow_with(re.compile(source, flags), limit)
        if found:
            sys.stdout.write(json.dumps([place, source, found]) + "\n")
