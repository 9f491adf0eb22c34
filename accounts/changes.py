"""What the accounts contribute to /sync."""

from typing import Any

from accounts.models import User
from accounts.wire import me_json
from chatty.core.prepared import run_prepared

_HAS_CHANGED = "SELECT FROM users WHERE id = %(viewer)s AND changed_xid >= %(since)s"


def account_changes(*, viewer: User, since_xid: int) -> dict[str, Any]:
    """`me`, when it was written by the transaction `since_xid` or a later one (0: always)."""
    if since_xid and not run_prepared(_HAS_CHANGED, {"viewer": viewer.id, "since": since_xid}):
        return {}
    # Read anew: `viewer` was read before the cursor was, and may be older than it.
    return {"me": me_json(User.objects.get(id=viewer.id))}
