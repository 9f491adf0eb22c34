"""What clients send about reports, checked field by field."""

from typing import Any

from rest_framework import serializers

from chatty.core.limits import limits
from moderation.models import Reason

TARGETS = ("user_id", "message_id", "conversation_id", "space_id")


class ReportInput(serializers.Serializer[object]):
    """`POST /reports`: exactly one of the four ids; `message_ids` are messages of one conversation
    that the reporter wants to be seen, too.
    """

    user_id = serializers.UUIDField(required=False, allow_null=True)
    message_id = serializers.UUIDField(required=False, allow_null=True)
    conversation_id = serializers.UUIDField(required=False, allow_null=True)
    space_id = serializers.UUIDField(required=False, allow_null=True)
    reason = serializers.ChoiceField(choices=Reason.values)
    details = serializers.CharField(
        required=False, default="", allow_blank=True, trim_whitespace=False, max_length=20_000
    )
    message_ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=100
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in TARGETS if attrs.get(name) is not None]
        if len(named) != 1:
            wrong = named[1:] or TARGETS[:1]
            text = f"Name exactly one of {', '.join(TARGETS[:-1])} and {TARGETS[-1]}."
            raise serializers.ValidationError({name: [text] for name in wrong})
        if len(attrs["message_ids"]) > limits.report_messages:
            text = f"Add at most {limits.report_messages} messages."
            raise serializers.ValidationError({"message_ids": [text]})
        return attrs
