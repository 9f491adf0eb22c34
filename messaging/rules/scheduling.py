"""When a message may be sent later."""

from datetime import datetime, timedelta


def refused_time(at: datetime, *, now: datetime, seconds_min: int, days_max: int) -> str | None:
    """Why a message cannot be sent at that moment, in words; None where it can."""
    if at < now + timedelta(seconds=seconds_min):
        return f"Choose a time at least {seconds_min} seconds from now."
    if at > now + timedelta(days=days_max):
        return f"Choose a time within {days_max} days."
    return None
