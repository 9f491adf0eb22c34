"""Sessions: opened, used, ended."""

import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from accounts.access import SESSION_ENDED, find_session
from accounts.adapters.access_tokens import write_access_token
from accounts.adapters.keys import digest_secret
from accounts.adapters.successors import new_secret
from accounts.events import SessionRevoked
from accounts.models import RefreshToken, User, UserSession
from accounts.operations.audit import record_audit_entry
from accounts.queries.sessions import read_standings
from accounts.rules.devices import Device
from accounts.rules.texts import clean_line
from chatty.core.clock import now
from chatty.core.errors import Invalid, NotAuthenticated, Refusal, Suspended
from chatty.core.limits import limits
from chatty.realtime.presence import is_invisible
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import user_topic

log = logging.getLogger(__name__)

SIGNED_OUT, REVOKED, REUSED = "signed_out", "revoked", "refresh_reused"
_CLOSE_CODE = 4401
_TOUCH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An open session; programs get tokens too (pages have a cookie)."""

    session: UserSession
    access_token: str = ""
    refresh_token: str = ""


@transaction.atomic
def open_session(*, user: User, device: Device, with_refresh_token: bool) -> SignedIn:
    """Begin a session of `limits.session_days` on a device. Invalid for an unusable device name."""
    try:
        name = clean_line(device.name, at_most=limits.device_name_code_points)
    except ValueError as error:
        raise Invalid(errors={"device_name": [str(error)]}) from None
    at = now()
    session = UserSession.objects.create(
        user=user,
        device_name=name or "Unknown device",
        platform=device.platform,
        ip_address=device.ip_address,
        user_agent=device.user_agent,
        last_used_at=at,
        expires_at=at + timedelta(days=limits.session_days),
    )
    log.info("session.opened", extra={"user_id": str(user.id), "session_id": str(session.id)})
    if not with_refresh_token:
        return SignedIn(session)
    token = new_secret()
    RefreshToken.objects.create(token_hash=digest_secret(token), session=session)
    return SignedIn(session, write_access_token(session), token)


def touch_session(session: UserSession) -> None:
    """Note that a session is in use, at most once a minute."""
    at = now()
    if at - session.last_used_at < timedelta(seconds=_TOUCH_SECONDS):
        return
    before = at - timedelta(seconds=_TOUCH_SECONDS)
    # Of several requests at once only the first still meets the condition.
    rows = UserSession.objects.filter(id=session.id, last_used_at__lt=before)
    # Who chose to show as offline is not seen.
    if rows.update(last_used_at=at) and not is_invisible(session.user_id):
        User.objects.filter(id=session.user_id).update(last_seen_at=at)
        session.user.last_seen_at = at
    session.last_used_at = at


def prove_sessions(session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Refusal]:
    """The refusals of those of these sessions that no longer hold: `find_current_session` for
    many. The others are noted as in use.
    """
    standings = read_standings(session_ids, at=now())
    refused: dict[uuid.UUID, Refusal] = {}
    for name in session_ids:
        standing = standings.get(name)
        if standing is None or not standing.is_live:
            refused[name] = NotAuthenticated(SESSION_ENDED)
        elif standing.is_suspended:
            refused[name] = Suspended(standing.suspension_reason)
    before = now() - timedelta(seconds=_TOUCH_SECONDS)
    idle = [name for name, found in standings.items() if found.last_used_at < before]
    if idle := [name for name in idle if name not in refused]:
        for session in UserSession.objects.select_related("user").filter(id__in=idle):
            touch_session(session)
    return refused


def revoke_session(*, actor: User, session_id: object, reason: str = REVOKED) -> None:
    """End a session of one's own and close its sockets; again is fine. NotFound for others'."""
    session = find_session(session_id, viewer=actor)
    with transaction.atomic():
        end_session(session, reason=reason, actor=actor)


def end_session(session: UserSession, *, reason: str, actor: User | None) -> bool:
    """End a session inside the caller's transaction; False when it had ended before.

    The event and the close code reach its sockets after the commit, in every process.
    """
    ended = UserSession.objects.filter(id=session.id, revoked_at=None).update(
        revoked_at=now(), revoked_reason=reason
    )
    if not ended:
        return False
    record_audit_entry(
        actor=actor,
        action="session.revoked",
        target_type="session",
        target_id=session.id,
        ip_address=session.ip_address,
        details={"reason": reason},
    )
    publish(
        user_topic(session.user_id),
        SessionRevoked(reason=reason, session_id=str(session.id)),
        control=Control(close=_CLOSE_CODE, sessions=[str(session.id)]),
    )
    return True
