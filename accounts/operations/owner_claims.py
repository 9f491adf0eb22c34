"""The link that makes the first person who uses it the owner of a fresh server."""

from datetime import timedelta

from django.db import transaction

from accounts.adapters.keys import digest_secret
from accounts.adapters.successors import new_secret
from accounts.models import OwnerClaim
from accounts.queries.users import owner_exists
from chatty.core.clock import now
from chatty.core.errors import Invalid
from chatty.core.limits import limits


@transaction.atomic
def renew_owner_claim() -> str | None:
    """A new single-use token for `limits.owner_claim_hours`; older ones die. None with an owner."""
    if owner_exists():
        return None
    token = new_secret()
    OwnerClaim.objects.all().delete()
    OwnerClaim.objects.create(
        token_hash=digest_secret(token),
        expires_at=now() + timedelta(hours=limits.owner_claim_hours),
    )
    return token


def is_owner_claim(token: str) -> bool:
    """Whether a token could still be used."""
    return OwnerClaim.objects.filter(
        token_hash=digest_secret(token), used_at=None, expires_at__gt=now()
    ).exists()


def check_owner_claim(token: str) -> None:
    """Invalid for a token that could not be used. It is `use_owner_claim` that decides."""
    if not is_owner_claim(token):
        raise _used_up()


def use_owner_claim(token: str) -> None:
    """Use a token up, inside the caller's transaction. Invalid when it is unknown, used or too old.

    The row's lock makes ten at once wait for one another; nine then find it used.
    """
    claim = OwnerClaim.objects.select_for_update().filter(token_hash=digest_secret(token)).first()
    if claim is None or claim.used_at is not None or claim.expires_at <= now() or owner_exists():
        raise _used_up()
    claim.used_at = now()
    claim.save(update_fields=["used_at"])


def _used_up() -> Invalid:
    return Invalid(
        "This owner link is used up or has expired. Start Chatty again for a new one.",
        errors={"owner": ["This link is used up or has expired."]},
    )
