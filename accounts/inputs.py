"""What clients may send about people: types and presence. Operations hold the rules."""

from typing import Any

from rest_framework import serializers

from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.realtime.presence import STATUSES


class Text(serializers.CharField):
    """A JSON string; numbers are not turned into text, and nothing is trimmed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, "allow_blank": True, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Version(serializers.IntegerField):
    """The version that a change was made from; a JSON number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": 2**31 - 1, "required": False, **options})

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class RegisterInput(serializers.Serializer[Any]):
    """`POST /auth/register`."""

    username = Text(allow_blank=False, max_length=1_000)
    email = Text(allow_blank=False, max_length=1_000)
    password = Text(allow_blank=False, max_length=limits.password_max_code_points)
    display_name = Text(required=False, max_length=1_000)
    device_name = Text(required=False, max_length=limits.device_name_code_points)
    invite_code = Text(required=False, max_length=200)


class LoginInput(serializers.Serializer[Any]):
    """`POST /auth/login`. Accounts have no second factor yet: one that is sent changes nothing."""

    login = Text(allow_blank=False, max_length=1_000)
    password = Text(allow_blank=False, max_length=limits.password_max_code_points)
    device_name = Text(required=False, max_length=limits.device_name_code_points)
    otp = Text(required=False, max_length=200)
    mfa_token = Text(required=False, max_length=1_000)


class RefreshInput(serializers.Serializer[Any]):
    """`POST /auth/refresh`."""

    refresh_token = Text(allow_blank=False, max_length=1_000)


class MeInput(serializers.Serializer[Any]):
    """`PATCH /me`: the fields to change, and `version` unless `If-Match` says it."""

    display_name = Text(required=False, max_length=1_000)
    bio = Text(required=False, max_length=10_000)
    custom_status = Text(required=False, max_length=1_000)
    phone = Text(required=False, allow_null=True, max_length=40)
    locale = Text(required=False, max_length=35)
    time_zone = Text(required=False, max_length=64)
    privacy_settings = serializers.DictField(required=False)
    preferences = serializers.DictField(required=False)
    version = Version()


class PresenceInput(serializers.Serializer[Any]):
    """`PUT /me/presence`."""

    status = serializers.ChoiceField(choices=STATUSES)


class SocketPresenceInput(PresenceInput):
    """`presence.set`: `automatic` where a program looked whether somebody is there."""

    automatic = serializers.BooleanField(required=False, default=False)


class WatchInput(serializers.Serializer[Any]):
    """`presence.watch`."""

    user_ids = serializers.ListField(child=serializers.UUIDField())


def read_version(if_match: str | None, named: int | None) -> int | None:
    """The version that a change names, by `If-Match: "3"` or in its body; None when it names none.

    Invalid for a header that is no version, and when both are there and unequal.
    """
    if if_match is None:
        return named
    text = if_match.strip().removeprefix('"').removesuffix('"')
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise Invalid('Write If-Match as "3".', errors={"If-Match": ["This is no version."]})
    if named is not None and named != int(text):
        raise Invalid("If-Match and version name different versions.")
    return int(text)
