"""What the accounts contribute to /sync."""

from typing import Any

from accounts.models import User
from accounts.wire import me_json


def account_changes(*, viewer: User, since_xid: int) -> dict[str, Any]:
    """`me`, when it was written by the transaction `since_xid` or a later one (0: always)."""
    # Read anew: `viewer` was read before the cursor was, and may be older than it.
    changed = User.objects.filter(id=viewer.id, changed_xid__gte=since_xid).first()
    return {} if changed is None else {"me": me_json(changed)}
