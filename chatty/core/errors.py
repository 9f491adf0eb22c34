"""Every refusal that Chatty can answer, one class a cause, the same on REST and sockets.

The codes and statuses are those of the wire contract (docs/websocket.md, RFC 9457).
"""

import math
from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """Something that was asked for and is not done. `detail` says what to do about it."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something broke on our side"

    def __init__(
        self,
        detail: str = "",
        *,
        errors: dict[str, list[str]] | None = None,
        retry_after: float | None = None,
        current: Any = None,
        base: Any = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or f"{self.title}."
        self.errors = errors
        self.retry_after = retry_after
        self.current = current
        self.base = base

    def members(self) -> dict[str, Any]:
        """The optional members of the problem document, only those that apply."""
        found: dict[str, Any] = {}
        if self.errors:
            found["errors"] = self.errors
        if self.retry_after is not None:
            found["retry_after"] = max(1, math.ceil(self.retry_after))
        if self.current is not None:
            found["current"] = self.current
        if self.base is not None:
            found["base"] = self.base
        return found


class Invalid(Refusal):
    code, status, title = "invalid", 400, "The request is not valid"


class InvalidJson(Refusal):
    code, status, title = "invalid_json", 400, "The body is not JSON"


class InvalidCursor(Refusal):
    code, status, title = "invalid_cursor", 400, "The cursor is not one of ours"


class InvalidAttachment(Refusal):
    code, status, title = "invalid_attachment", 400, "An attachment cannot be used here"


class TooManyCursors(Refusal):
    code, status, title = "too_many_cursors", 400, "Too many cursors at once"


class EncryptionUnavailable(Refusal):
    code, status, title = "encryption_unavailable", 400, "This encryption is not available"


class UsernameTaken(Refusal):
    code, status, title = "username_taken", 400, "This username is taken"


class EmailTaken(Refusal):
    code, status, title = "email_taken", 400, "This e-mail address is taken"


class NotAuthenticated(Refusal):
    code, status, title = "not_authenticated", 401, "Sign in first"


class InvalidCredentials(Refusal):
    code, status, title = "invalid_credentials", 401, "Username or password isn't right"


class TokenExpired(Refusal):
    code, status, title = "token_expired", 401, "The token has expired"


class RefreshReused(Refusal):
    code, status, title = "refresh_reused", 401, "The refresh token was used before"


class InvalidTicket(Refusal):
    code, status, title = "invalid_ticket", 401, "The ticket is used up or has expired"


class Forbidden(Refusal):
    code, status, title = "forbidden", 403, "You may not do this"


class Suspended(Refusal):
    code, status, title = "suspended", 403, "This account is suspended"


class CsrfFailed(Refusal):
    code, status, title = "csrf_failed", 403, "The CSRF token is missing or wrong"


class RegistrationClosed(Refusal):
    code, status, title = "registration_closed", 403, "This server takes no new accounts"


class CannotMessage(Refusal):
    code, status, title = "cannot_message", 403, "You cannot write to this person"


class SlowMode(Refusal):
    code, status, title = "slow_mode", 403, "Slow mode is on"


class NotFound(Refusal):
    code, status, title = "not_found", 404, "There is nothing here"


class MethodNotAllowed(Refusal):
    code, status, title = "method_not_allowed", 405, "This method is not offered here"


class VersionConflict(Refusal):
    code, status, title = "version_conflict", 409, "It was changed in the meantime"


class NotReady(Refusal):
    code, status, title = "not_ready", 409, "It is not ready yet"


class UploadIncomplete(Refusal):
    code, status, title = "upload_incomplete", 409, "Not all of the file has arrived"


class DependsOnRejected(Refusal):
    code, status, title = "depends_on_rejected", 409, "Something before it was not done"


class LastOwner(Refusal):
    code, status, title = "last_owner", 409, "The last owner cannot leave"


class ManagedBySpace(Refusal):
    code, status, title = "managed_by_space", 409, "The space decides this"


class EditWindowOver(Refusal):
    code, status, title = "edit_window_over", 409, "It is too late to edit this"


class InviteExpired(Refusal):
    code, status, title = "invite_expired", 410, "This invite has expired"


class InviteUsedUp(Refusal):
    code, status, title = "invite_used_up", 410, "This invite was used up"


class AddressExpired(Refusal):
    code, status, title = "address_expired", 410, "This address has expired"


class PayloadTooLarge(Refusal):
    code, status, title = "payload_too_large", 413, "The body is too large"


class QuotaExceeded(Refusal):
    code, status, title = "quota_exceeded", 413, "There is no room left for this"


class UnsupportedMediaType(Refusal):
    code, status, title = "unsupported_media_type", 415, "Send application/json"


class ContentMismatch(Refusal):
    code, status, title = "content_mismatch", 422, "The file is not what it was said to be"


class RateLimited(Refusal):
    code, status, title = "rate_limited", 429, "That's a lot at once"


class InternalError(Refusal):
    code, status, title = "internal_error", 500, "Something broke on our side"


class Unavailable(Refusal):
    code, status, title = "unavailable", 503, "The server cannot answer just now"


def problem(refusal: Refusal, *, request_id: str) -> dict[str, Any]:
    """The RFC 9457 document of a refusal."""
    return {
        "type": f"urn:chatty:problem:{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "code": refusal.code,
        "request_id": request_id,
        **refusal.members(),
    }
