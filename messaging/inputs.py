"""What clients send about messages, checked field by field; REST and sockets share it."""

from typing import Any, ClassVar

import orjson
from rest_framework import serializers

from chatty.core.limits import limits
from messaging.rules.metadata import check_voice, has_huge_number

_MAX_SEQ = 2**62


class PollInput(serializers.Serializer[object]):
    """A poll that a message asks with; the question is its body."""

    options = serializers.ListField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False)
    )
    multiple = serializers.BooleanField(default=False)
    anonymous = serializers.BooleanField(default=False)
    closes_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class NewMessageInput(serializers.Serializer[object]):
    """A send, less the conversation."""

    client_id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=["TEXT"], required=False)
    body = serializers.CharField(
        required=False, allow_blank=True, default="", trim_whitespace=False
    )
    reply_to = serializers.UUIDField(required=False, allow_null=True)
    thread_id = serializers.UUIDField(required=False, allow_null=True)
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), required=False)
    metadata = serializers.DictField(required=False)
    poll = PollInput(required=False, allow_null=True)

    refused_fields: ClassVar[tuple[str, ...]] = ("scheduled_at", "encrypted")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # Taking these for an ordinary send would say at once, or in the clear, what was not to be.
        for name in self.refused_fields:
            if self.initial_data.get(name) is not None:
                raise serializers.ValidationError({name: ["This is not offered here."]})
        return attrs

    def validate_metadata(self, value: dict[str, Any]) -> dict[str, Any]:
        if len(orjson.dumps(value)) > limits.metadata_bytes:
            raise serializers.ValidationError(f"Use at most {limits.metadata_bytes} bytes.")
        if has_huge_number(value):
            raise serializers.ValidationError("Use numbers of at most 64 bits.")
        if "voice" in value:
            _check_voice(value["voice"])
        return value


def _check_voice(value: object) -> None:
    try:
        check_voice(
            value,
            seconds_max=limits.voice_seconds_max,
            samples_max=limits.voice_waveform_samples,
        )
    except ValueError as error:
        raise serializers.ValidationError(f"voice: {error}") from None


class ScheduleInput(NewMessageInput):
    """A send by REST, which may be for later."""

    scheduled_at = serializers.DateTimeField(required=False, allow_null=True)

    refused_fields = ("encrypted",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("scheduled_at") is not None and attrs.get("poll") is not None:
            raise serializers.ValidationError({"scheduled_at": ["A poll is asked at once."]})
        return super().validate(attrs)


class SocketMessageInput(NewMessageInput):
    """A send with its conversation, as sockets name it."""

    conversation_id = serializers.UUIDField()


class EditInput(serializers.Serializer[object]):
    """An edit, less its message."""

    body = serializers.CharField(trim_whitespace=False, allow_blank=True)
    version = serializers.IntegerField(required=False, min_value=1)


class ChangeInput(EditInput):
    """`PATCH /messages/{id}`: of one that waits to be sent its time, too."""

    body = serializers.CharField(required=False, trim_whitespace=False, allow_blank=True)
    scheduled_at = serializers.DateTimeField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "body" not in attrs and "scheduled_at" not in attrs:
            raise serializers.ValidationError({"body": ["This field is required."]})
        return attrs


class SocketEditInput(EditInput):
    """An edit with its message."""

    message_id = serializers.UUIDField()


class SocketMessageRef(serializers.Serializer[object]):
    """One message."""

    message_id = serializers.UUIDField()


class SocketReactionInput(SocketMessageRef):
    """A reaction with its message."""

    emoji = serializers.CharField(max_length=64, trim_whitespace=False)


class VotesInput(serializers.Serializer[object]):
    """What one votes for; it replaces what one voted for before."""

    option_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=limits.poll_options_max),
        min_length=1,
        max_length=limits.poll_options_max,
    )


class ReceiptInput(serializers.Serializer[object]):
    """How far one has come; at least one of both."""

    delivered_seq = serializers.IntegerField(required=False, min_value=0, max_value=_MAX_SEQ)
    read_seq = serializers.IntegerField(required=False, min_value=0, max_value=_MAX_SEQ)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError({"read_seq": ["Name delivered_seq or read_seq."]})
        return attrs


class ForwardInput(serializers.Serializer[object]):
    """Where to forward a message to, and a `client_id` for each of these."""

    conversation_ids = serializers.ListField(child=serializers.UUIDField())
    client_ids = serializers.ListField(child=serializers.UUIDField())


class ThreadReadInput(serializers.Serializer[object]):
    """How far one has read in a thread."""

    seq = serializers.IntegerField(min_value=0, max_value=_MAX_SEQ)


class DraftInput(serializers.Serializer[object]):
    """`PUT /conversations/{id}/draft`; version 0 is that of a draft that never was."""

    body = serializers.CharField(trim_whitespace=False, allow_blank=True)
    version = serializers.IntegerField(required=False, min_value=0)


class SocketDraftInput(DraftInput):
    """The same with its conversation."""

    conversation_id = serializers.UUIDField()


class TypingInput(serializers.Serializer[object]):
    """Whether one types now."""

    active = serializers.BooleanField()


class SocketTypingInput(TypingInput):
    """The same with its conversation."""

    conversation_id = serializers.UUIDField()


class SocketReceiptInput(ReceiptInput):
    """A receipt with its conversation."""

    conversation_id = serializers.UUIDField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.keys() - {"conversation_id"}:
            raise serializers.ValidationError({"read_seq": ["Name delivered_seq or read_seq."]})
        return attrs
