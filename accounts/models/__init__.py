"""Tables of people."""

from accounts.models.audit_entry import AuditEntry
from accounts.models.owner_claim import OwnerClaim
from accounts.models.refresh_token import RefreshToken
from accounts.models.remembered_operation import RememberedOperation
from accounts.models.user import User
from accounts.models.user_session import UserSession

__all__ = ["AuditEntry", "OwnerClaim", "RefreshToken", "RememberedOperation", "User", "UserSession"]
