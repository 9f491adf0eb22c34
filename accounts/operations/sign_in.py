"""Signing in: constant work and one answer, whoever is asked for."""

import logging
import secrets
import uuid
from functools import cache

from django.contrib.auth.hashers import check_password, make_password

from accounts.adapters.keys import digest_secret
from accounts.models import User, UserSession
from accounts.operations.sessions import SignedIn, open_session
from accounts.rules.contact_details import normal_email
from accounts.rules.devices import Device, address_key
from accounts.rules.passwords import normal_password
from chatty.core.errors import InvalidCredentials, Suspended
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, per_minute, take

# No account has the nil UUID, so asking for it costs what asking for an account does.
_NOBODY = uuid.UUID(int=0)

log = logging.getLogger(__name__)


def sign_in(*, login: str, password: str, device: Device, with_refresh_token: bool) -> SignedIn:
    """Open a session for whoever knows the password. `login` is a username or an e-mail address.

    InvalidCredentials with one text for unknown names and wrong passwords alike; Suspended only
    after the right password; RateLimited per address and per account.
    """
    take("sign-in", address_key(device.ip_address), per_minute(limits.sign_ins_per_minute))
    user = _find_by_login(login)
    _limit_account(user, login, device)
    if not _is_password_of(user, password) or user is None:
        log.info("sign_in.refused", extra={"ip_address": device.ip_address})
        raise InvalidCredentials("Username or password isn't right.")
    if user.is_suspended:
        raise Suspended(user.suspension_reason)
    return open_session(user=user, device=device, with_refresh_token=with_refresh_token)


def _find_by_login(login: str) -> User | None:
    # What PostgreSQL cannot hold names nobody, and is asked for like any other name.
    name = normal_email(login).replace("\0", " ").encode(errors="replace").decode()
    field = "email" if "@" in name else "username"
    return User.objects.filter(**{field: name}, is_active=True).first()


def _limit_account(user: User | None, login: str, device: Device) -> None:
    """Slow down guessing at one account, without letting a guesser lock its owner out.

    Each address has a bucket of its own. The bucket that all addresses share is not asked of
    those from which the account has signed in before. Unknown names cost the same queries.
    """
    who = user.id if user else digest_secret(normal_email(login)).hex()
    where = address_key(device.ip_address)
    take(
        "sign-in-account-address",
        f"{who}:{where}",
        per_minute(limits.sign_ins_per_account_per_minute),
    )
    known = UserSession.objects.filter(
        user_id=user.id if user else _NOBODY, ip_address=device.ip_address
    ).exists()
    if not known:
        take("sign-in-account", who, per_hour(limits.sign_ins_per_account_per_hour))


def _is_password_of(user: User | None, password: str) -> bool:
    """One run of the hasher in every case; without an account against a hash nothing matches."""
    dummy = _dummy_hash()
    encoded = user.password if user is not None and user.has_usable_password() else dummy
    return check_password(normal_password(password), encoded)


@cache
def _dummy_hash() -> str:
    return make_password(secrets.token_urlsafe(32))
