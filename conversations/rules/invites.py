"""Whether an invite still lets somebody in."""

from datetime import datetime


def invite_status(
    *,
    at: datetime,
    expires_at: datetime | None,
    revoked_at: datetime | None,
    uses: int,
    max_uses: int | None,
    is_archived: bool,
) -> str:
    """`open`, `revoked`, `expired`, `used_up`, or `archived` where the conversation is at rest."""
    if revoked_at is not None:
        return "revoked"
    if expires_at is not None and expires_at <= at:
        return "expired"
    if max_uses is not None and uses >= max_uses:
        return "used_up"
    if is_archived:
        return "archived"
    return "open"
