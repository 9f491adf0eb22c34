"""What a new account is made from, checked all at once."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import User
from accounts.rules.contact_details import normal_email
from accounts.rules.passwords import check_password_text
from accounts.rules.texts import clean_display_name
from accounts.rules.usernames import (
    claims_authority,
    clean_username,
    is_address_word,
    username_skeleton,
)
from chatty.core.clock import now
from chatty.core.errors import Invalid
from chatty.core.limits import limits


def check_details(
    *, username: str, email: str, password: str, display_name: str, is_owner: bool
) -> User:
    """An unsaved account with its details in stored form; Invalid with a text for each wrong field.

    Without `display_name` the username is shown. `is_owner` may take a name such as `admin`.
    """
    wrong: dict[str, list[str]] = {}

    def keep(field: str, clean: Callable[[], str]) -> str:
        try:
            return clean()
        except ValueError as error:
            wrong[field] = [str(error)]
            return ""

    name = keep("username", lambda: _clean_new_username(username, is_owner=is_owner))
    address = keep("email", lambda: _clean_email(email))
    keep("password", lambda: _check_password(password, username=name, email=address))
    shown = name
    if display_name:
        most = limits.display_name_code_points
        shown = keep("display_name", lambda: clean_display_name(display_name, at_most=most))
    if wrong:
        raise Invalid("Some fields are not right.", errors=wrong)
    return User(
        username=name,
        username_skeleton=username_skeleton(name),
        email=address,
        display_name=shown,
        is_verified=not settings.HAS_EMAIL,
        last_seen_at=now(),
    )


def _clean_new_username(text: str, *, is_owner: bool) -> str:
    """ValueError also for names that pose as the server's own people."""
    name = clean_username(text)
    if is_address_word(name) or (claims_authority(name) and not is_owner):
        raise ValueError("This name is reserved. Choose another one.")
    return name


def _clean_email(text: str) -> str:
    address = normal_email(text)
    wrong = ValueError("Write an e-mail address like name@example.org.")
    # Length first: the pattern need not look at a long one.
    if len(address) > limits.email_characters:
        raise wrong
    try:
        validate_email(address)
    except ValidationError:
        raise wrong from None
    return address


def _check_password(text: str, *, username: str, email: str) -> str:
    check_password_text(text, username=username, email=email)
    try:
        _common_passwords().validate(text)
    except ValidationError:
        raise ValueError("This is one of the most common passwords. Choose another.") from None
    return text


@cache
def _common_passwords() -> CommonPasswordValidator:
    return CommonPasswordValidator()
