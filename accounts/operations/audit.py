"""Writing the audit log."""

from typing import Any

from accounts.models import AuditEntry, User
from chatty.core.logs import request_id


def record_audit_entry(
    *,
    actor: User | None,
    action: str,
    target_type: str = "",
    target_id: object = "",
    ip_address: str | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry in the caller's transaction. `action` is `noun.verb`; no secret in `details`."""
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        target_type=target_type,
        target_id=str(target_id),
        ip_address=ip_address,
        request_id=request_id.get()[:64],
        details=details or {},
    )
