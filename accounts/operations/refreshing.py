"""Refresh tokens: each is used once; a second use means that two hold it, and ends the session."""

from datetime import datetime

from django.db import transaction
from django.db.models.expressions import Func
from django.db.models.fields import DateTimeField

from accounts.adapters.access_tokens import write_access_token
from accounts.adapters.keys import digest_secret
from accounts.adapters.successors import derive_successor, new_salt
from accounts.models import RefreshToken, UserSession
from accounts.operations.sessions import REUSED, SignedIn, end_session
from accounts.rules.devices import address_key
from chatty.core.clock import now
from chatty.core.errors import NotAuthenticated, RefreshReused, Suspended, TokenExpired
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take


class ClockTimestamp(Func):
    """PostgreSQL's clock now, not at the transaction's start."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def refresh_session(
    *, refresh_token: str, ip_address: str | None, received_at: datetime | None = None
) -> SignedIn:
    """Exchange a refresh token for its successor.

    Whoever arrived (`received_at`, or here) before the first use was committed waits for it and
    gets the same successor; whoever comes later is told RefreshReused and the session ends, which
    is committed before the refusal. NotAuthenticated for unknown tokens and ended sessions,
    TokenExpired past the session's end, Suspended, RateLimited.
    """
    take("refresh", address_key(ip_address), per_minute(limits.refreshes_per_minute))
    token_hash = digest_secret(refresh_token)
    with transaction.atomic():
        # Read without the lock first: what is committed by now decides who was in time. A clock
        # could not say it: a request may come between the first use's stamp and its commit.
        was_in_time = RefreshToken.objects.filter(token_hash=token_hash, rotated_at=None).exists()
        token = (
            RefreshToken.objects.select_for_update(of=("self",))
            .select_related("session__user")
            .filter(token_hash=token_hash)
            .first()
        )
        if token is None:
            raise NotAuthenticated("The refresh token is not one of ours. Sign in again.")
        session = token.session
        is_reuse = token.rotated_at is not None and not (
            was_in_time or (received_at is not None and received_at < token.rotated_at)
        )
        if is_reuse:
            end_session(session, reason=REUSED, actor=None)
        else:
            _check_usable(session)
            successor = _rotate(token, refresh_token, session)
            return SignedIn(session, write_access_token(session), successor)
    raise RefreshReused(
        "This refresh token was used before, so its session has ended. Sign in again."
    )


def _check_usable(session: UserSession) -> None:
    if session.revoked_at is not None or not session.user.is_active:
        raise NotAuthenticated("This session has ended. Sign in again.")
    if session.expires_at <= now():
        raise TokenExpired("This session has expired. Sign in again.")
    if session.user.is_suspended:
        raise Suspended(session.user.suspension_reason)


def _rotate(token: RefreshToken, text: str, session: UserSession) -> str:
    """The successor, made by the first and derived again by those who waited."""
    if token.successor_salt is not None:
        return derive_successor(text, bytes(token.successor_salt))
    salt = new_salt()
    successor = derive_successor(text, salt)
    RefreshToken.objects.create(token_hash=digest_secret(successor), session=session)
    session.last_used_at = now()
    UserSession.objects.filter(id=session.id).update(last_used_at=session.last_used_at)
    # Last, so that its time is as near to the commit as it can be.
    RefreshToken.objects.filter(token_hash=token.token_hash).update(
        rotated_at=ClockTimestamp(), successor_salt=salt
    )
    return successor
