"""Dropping what is no longer of use: ended sessions, their tokens, old claims and operations."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet

from accounts.models import OwnerClaim, RefreshToken, UserSession
from accounts.operations.remembered_operations import forget_operations
from chatty.core.clock import now
from chatty.core.limits import limits

_BATCH = 1_000


def forget_ended() -> int:
    """Delete expired cookies and owner claims, and what ended `limits.ended_session_days` ago.

    That is sessions, and refresh tokens that were rotated; results of `sync` have an age of their
    own. Counts rows; batches keep locks short.
    """
    at = now()
    before = at - timedelta(days=limits.ended_session_days)
    ended = Q(revoked_at__lt=before) | Q(expires_at__lt=before)
    return (
        _delete(RefreshToken.objects.filter(rotated_at__lt=before))
        + _delete(UserSession.objects.filter(ended))
        + _delete(Session.objects.filter(expire_date__lt=at))
        + _delete(OwnerClaim.objects.filter(expires_at__lt=at))
        + forget_operations()
    )


def _delete(rows: QuerySet[Any, Any]) -> int:
    """Delete `rows` in batches; how many there were of them alone."""
    model: type[Model] = rows.model
    label = model._meta.label  # noqa: SLF001 - Django documents _meta
    total = 0
    while keys := list(rows.values_list("pk", flat=True)[:_BATCH]):
        _, by_model = rows.model.objects.filter(pk__in=keys).delete()
        total += by_model.get(label, 0)
    return total
