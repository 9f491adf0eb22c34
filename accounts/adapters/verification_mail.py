"""The mail that proves an address, and the signed link in it."""

import uuid

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.models import User
from chatty.core.ids import read_id
from chatty.core.limits import limits

_SALT = "accounts.verification"


def write_verification_token(user: User) -> str:
    """A signed token for the person's present address."""
    return signing.dumps({"user": str(user.id), "email": user.email}, salt=_SALT)


def read_verification_token(text: str) -> tuple[uuid.UUID, str] | None:
    """Person and address of a token; None when it is not ours or too old."""
    try:
        claims = signing.loads(text, salt=_SALT, max_age=limits.verification_hours * 3_600)
    except signing.BadSignature:
        return None
    user_id = read_id(claims.get("user"))
    return None if user_id is None else (user_id, claims["email"])


def send_verification_mail(user: User) -> None:
    """Send the link. SMTP errors propagate, so that the job is tried again."""
    link = settings.PUBLIC_ORIGIN + reverse("verify", args=[write_verification_token(user)])
    EmailMessage(
        subject="Confirm your e-mail address",
        body=(
            f"Hello {user.display_name},\n\n"
            f"open this link to confirm that this address is yours:\n\n{link}\n\n"
            f"It works for {limits.verification_hours} hours. "
            "If you did not sign up, ignore this mail.\n"
        ),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[user.email],
    ).send()
