"""Proving that an e-mail address belongs to the person who gave it."""

import uuid

from django.db import transaction

from accounts.adapters.verification_mail import read_verification_token, send_verification_mail
from accounts.events import AccountUpdated
from accounts.models import User
from chatty.core.errors import Invalid
from chatty.realtime.publish import publish
from chatty.realtime.topics import user_topic


def send_verification(*, user_id: str) -> None:
    """Mail the link to a person whose address is not proved yet."""
    user = User.objects.filter(id=uuid.UUID(user_id), is_active=True, is_verified=False).first()
    if user is not None:
        send_verification_mail(user)


def verify_email(*, token: str) -> User:
    """Mark the address of a link as proved; again is fine. Invalid for a link that is not good."""
    claim = read_verification_token(token)
    with transaction.atomic():
        user = None
        if claim is not None:
            user = (
                User.objects.select_for_update()
                .filter(id=claim[0], email=claim[1], is_active=True)
                .first()
            )
        if user is None:
            raise Invalid("This link has expired or belongs to another address.")
        if not user.is_verified:
            user.is_verified = True
            user.save(update_fields=["is_verified", "updated_at"])
            publish(user_topic(user.id), AccountUpdated(part="me"))
    return user
