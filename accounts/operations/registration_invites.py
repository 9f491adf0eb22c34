"""Where the app that owns invites says which codes let people sign up."""

from collections.abc import Callable

InviteChecker = Callable[[str], bool]

_checker: list[InviteChecker] = []


def register_invite_checker(checker: InviteChecker) -> None:
    """Have `checker(code)` say whether a code is good now (called in an `AppConfig.ready()`)."""
    _checker[:] = [checker]


def is_good_invite(code: str) -> bool:
    """Whether a code lets its holder sign up; without invites nothing does."""
    # PostgreSQL cannot be asked for a text with NUL, which a form may hold.
    return bool(code) and "\0" not in code and bool(_checker) and _checker[0](code)
