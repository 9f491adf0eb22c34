"""Signing up."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from psycopg import errors as postgres

from accounts.models import User
from accounts.operations.account_details import check_details
from accounts.operations.audit import record_audit_entry
from accounts.operations.owner_claims import check_owner_claim, use_owner_claim
from accounts.operations.registration_invites import is_good_invite
from accounts.operations.sessions import SignedIn, open_session
from accounts.rules.devices import Device, address_key
from accounts.rules.passwords import normal_password
from chatty.core.errors import EmailTaken, Invalid, RegistrationClosed, UsernameTaken
from chatty.core.jobs.outbox import start_job
from chatty.core.limits import limits
from chatty.core.rate_limit import per_hour, take

SEND_VERIFICATION = "accounts.send_verification"


def sign_up(
    *,
    username: str,
    email: str,
    password: str,
    display_name: str = "",
    invite_code: str = "",
    owner_token: str = "",
    device: Device,
    with_refresh_token: bool,
) -> SignedIn:
    """`register_user`, and the first session of the new account in the same transaction."""
    user = _make_user(
        username=username,
        email=email,
        password=password,
        display_name=display_name,
        invite_code=invite_code,
        owner_token=owner_token,
        ip_address=device.ip_address,
    )
    with transaction.atomic():
        _store(user, owner_token=owner_token, ip_address=device.ip_address)
        return open_session(user=user, device=device, with_refresh_token=with_refresh_token)


def register_user(
    *,
    username: str,
    email: str,
    password: str,
    display_name: str = "",
    invite_code: str = "",
    owner_token: str = "",
    ip_address: str | None = None,
) -> User:
    """Make an account. With `owner_token` (see `owner_claims`) it is the owner's.

    RegistrationClosed, Invalid with a text a field, RateLimited per address before anything about
    other accounts is told, UsernameTaken, EmailTaken.
    """
    user = _make_user(
        username=username,
        email=email,
        password=password,
        display_name=display_name,
        invite_code=invite_code,
        owner_token=owner_token,
        ip_address=ip_address,
    )
    _store(user, owner_token=owner_token, ip_address=ip_address)
    return user


def _make_user(
    *,
    username: str,
    email: str,
    password: str,
    display_name: str,
    invite_code: str,
    owner_token: str,
    ip_address: str | None,
) -> User:
    """The account, checked and not stored. Hashing takes its time and its turn: no transaction
    waits for it.
    """
    _check_open(invite_code=invite_code, owner_token=owner_token)
    user = check_details(
        username=username,
        email=email,
        password=password,
        display_name=display_name,
        is_owner=bool(owner_token),
    )
    take("sign-up", address_key(ip_address), per_hour(limits.sign_ups_per_hour))
    _check_free(user)
    user.password = make_password(normal_password(password))
    return user


def _store(user: User, *, owner_token: str, ip_address: str | None) -> None:
    try:
        with transaction.atomic():
            if owner_token:
                use_owner_claim(owner_token)
                user.is_superuser = user.is_staff = True
            user.save(force_insert=True)
            _record(user, ip_address)
    except IntegrityError as error:
        raise _taken(error) from None


def _check_open(*, invite_code: str, owner_token: str) -> None:
    if owner_token:
        # Before anything is told about other accounts, also where nobody may sign up.
        check_owner_claim(owner_token)
        return
    if settings.REGISTRATION == "open":
        return
    if settings.REGISTRATION == "invite" and is_good_invite(invite_code):
        return
    raise RegistrationClosed(
        "You need an invite to sign up here." if settings.REGISTRATION == "invite" else ""
    )


def _check_free(user: User) -> None:
    """UsernameTaken, EmailTaken, or Invalid for a name that looks like a staff member's."""
    twins = User.objects.filter(username_skeleton=user.username_skeleton, is_staff=True)
    if twins.exclude(username=user.username).exists():
        text = "This name looks like somebody else's. Choose another one."
        raise Invalid("Some fields are not right.", errors={"username": [text]})
    taken = User.objects.filter(username=user.username) | User.objects.filter(email=user.email)
    names = set(taken.values_list("username", flat=True))
    if user.username in names:
        raise _username_taken()
    if names:
        raise _email_taken()


def _taken(error: IntegrityError) -> Exception:
    """Two at once: the constraint tells which field; anything else is a fault of ours."""
    cause = error.__cause__
    if isinstance(cause, postgres.UniqueViolation):
        if cause.diag.constraint_name == "users_username_unique":
            return _username_taken()
        if cause.diag.constraint_name == "users_email_unique":
            return _email_taken()
    return error


def _username_taken() -> UsernameTaken:
    return UsernameTaken(errors={"username": ["This username is taken."]})


def _email_taken() -> EmailTaken:
    return EmailTaken(errors={"email": ["This e-mail address is taken."]})


def _record(user: User, ip_address: str | None) -> None:
    record_audit_entry(
        actor=user,
        action="owner.claimed" if user.is_superuser else "user.registered",
        target_type="user",
        target_id=user.id,
        ip_address=ip_address,
    )
    if settings.HAS_EMAIL:
        start_job(SEND_VERIFICATION, user_id=str(user.id))
