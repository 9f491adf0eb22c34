"""What clients send about conversations, checked field by field."""

from typing import Any

from rest_framework import serializers

from chatty.core.limits import limits
from conversations.models import Role
from conversations.rules.permissions import PERMISSIONS
from conversations.rules.settings import EDIT_HISTORIES, FILE_TYPES


class NewConversationInput(serializers.Serializer[object]):
    """`POST /conversations`: which fields count depends on `type`."""

    type = serializers.ChoiceField(choices=["DM", "GROUP", "CHANNEL"])
    user_id = serializers.UUIDField(required=False, help_text="DM: the other person.")
    title = serializers.CharField(required=False, trim_whitespace=False, max_length=1_000)
    topic = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        max_length=10_000,
        help_text="CHANNEL.",
    )
    user_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        help_text="GROUP: who is in it from the start.",
    )
    channel_kind = serializers.CharField(required=False, allow_null=True)
    space_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="CHANNEL: the space that it is to be in."
    )
    category_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="CHANNEL in a space: the heading over it."
    )
    encryption = serializers.CharField(required=False, default="server")

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        needed = {"DM": "user_id", "GROUP": "title", "CHANNEL": "title"}[str(attrs["type"])]
        if needed not in attrs:
            raise serializers.ValidationError({needed: ["This field is required."]})
        if attrs.get("space_id") is not None and attrs["type"] != "CHANNEL":
            raise serializers.ValidationError({"space_id": ["Only channels are in spaces."]})
        return attrs


class AddMembersInput(serializers.Serializer[object]):
    """`POST /conversations/{id}/members`."""

    user_ids = serializers.ListField(child=serializers.UUIDField(), allow_empty=False)


class Flag(serializers.BooleanField):
    """True or false, and not the words and numbers that forms send for them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class WholeNumber(serializers.IntegerField):
    """A whole number, and not the text or the truth of one."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Words(serializers.CharField):
    """Text, and not a number that could be written as one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class SettingsInput(serializers.Serializer[object]):
    """`settings` of a conversation; what is left out stays as it is."""

    slow_mode_seconds = WholeNumber(
        required=False, min_value=0, max_value=limits.slow_mode_seconds_max
    )
    history_for_newcomers = Flag(required=False)
    edit_window_seconds = WholeNumber(
        required=False, min_value=0, max_value=limits.edit_window_days_max * 86_400
    )
    edit_history = serializers.ChoiceField(choices=EDIT_HISTORIES, required=False)
    disappear_after_seconds = WholeNumber(
        required=False, min_value=0, max_value=limits.disappear_days_max * 86_400
    )
    retention_days = WholeNumber(required=False, min_value=0, max_value=limits.retention_days_max)
    allow_forwards = Flag(required=False)
    allowed_file_types = serializers.ChoiceField(choices=FILE_TYPES, required=False)

    def validate_disappear_after_seconds(self, value: int) -> int:
        if 0 < value < limits.disappear_seconds_min:
            least = limits.disappear_seconds_min
            raise serializers.ValidationError(f"Use 0, or at least {least} seconds.")
        return value

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        # A setting that is taken without a word and does nothing would be worse than a refusal.
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            raise serializers.ValidationError(
                {name: ["There is no such setting."] for name in unknown}
            )
        return dict(super().to_internal_value(data))


class ConversationInput(serializers.Serializer[object]):
    """`PATCH /conversations/{id}`: what is left out stays as it is."""

    title = Words(required=False, trim_whitespace=False, allow_blank=True, max_length=1_000)
    topic = Words(required=False, trim_whitespace=False, allow_blank=True, max_length=10_000)
    settings = SettingsInput(required=False)
    archived_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Any time archives it now, for everyone."
    )
    version = serializers.IntegerField(required=False, min_value=1)


class PermissionsInput(serializers.Serializer[object]):
    """What a member may (`allow`) and may not (`deny`), whatever the role says."""

    allow = serializers.ListField(
        child=serializers.ChoiceField(choices=PERMISSIONS), required=False
    )
    deny = serializers.ListField(child=serializers.ChoiceField(choices=PERMISSIONS), required=False)


class TransferInput(serializers.Serializer[object]):
    """`POST /conversations/{id}/transfer`."""

    user_id = serializers.UUIDField()


class OwnStateInput(serializers.Serializer[object]):
    """`PATCH /conversations/{id}/members/{own id}`: what is the caller's alone."""

    muted_until = serializers.DateTimeField(
        required=False, allow_null=True, help_text="A time that has passed ends the silence."
    )
    pinned = Flag(required=False)
    archived = Flag(required=False)
    folder = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        max_length=1_000,
    )
    notification_level = serializers.ChoiceField(
        required=False, choices=["default", "all", "mentions", "nothing"]
    )
    marked_unread = Flag(required=False)


class MemberInput(OwnStateInput):
    """`PATCH /conversations/{id}/members/{id}`: the caller's own row, or another's role and
    permissions; what is left out stays as it is.
    """

    role = serializers.ChoiceField(choices=Role.values, required=False)
    permissions = PermissionsInput(required=False)


class BanInput(serializers.Serializer[object]):
    """`POST /conversations/{id}/bans`; seconds, null for good."""

    user_id = serializers.UUIDField()
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, trim_whitespace=False, max_length=5_000
    )
    expires_in = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=limits.ban_days_max * 86_400
    )


class NewInviteInput(serializers.Serializer[object]):
    """`POST /conversations/{id}/invites`; seconds and uses, null for no limit."""

    expires_in = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=limits.invite_days_max * 86_400
    )
    max_uses = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=limits.invite_uses_max
    )
