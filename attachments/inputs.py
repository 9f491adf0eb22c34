"""What clients send about files, checked field by field."""

import re
from typing import Any

from rest_framework import serializers

from attachments.rules.sealed_parts import parts_of
from chatty.core.limits import limits

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_SHA256 = r"^[0-9a-fA-F]{64}$"
# A name is shortened to what systems can keep; a text longer than this is none.
_NAME_CHARACTERS = 4_096
_LARGEST = max(limits.image_bytes, limits.video_bytes, limits.audio_bytes, limits.file_bytes)
_MOST_PARTS = parts_of(_LARGEST)


class NewUploadInput(serializers.Serializer[object]):
    """`POST /attachments`, for a conversation or for the emoji of a space. `size` in bytes;
    `sha256` in hexadecimal.
    """

    conversation_id = serializers.UUIDField(required=False)
    space_id = serializers.UUIDField(required=False)
    file_name = serializers.CharField(max_length=_NAME_CHARACTERS, trim_whitespace=False)
    mime_type = serializers.CharField(max_length=255, allow_blank=True)
    size = serializers.IntegerField(min_value=1, max_value=2**53)
    sha256 = serializers.RegexField(_SHA256, required=False, allow_null=True)
    alt = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=limits.alt_code_points
    )
    encrypted = serializers.DictField(required=False, allow_null=True)

    def validate_mime_type(self, value: str) -> str:
        # Browsers name none for what they do not know, and parameters say nothing about the bytes.
        plain = value.partition(";")[0].strip().lower()
        if not plain:
            return "application/octet-stream"
        if not _MEDIA_TYPE.fullmatch(plain):
            raise serializers.ValidationError("Use a media type, such as image/png.")
        return plain

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("conversation_id" in attrs) == ("space_id" in attrs):
            text = "Name a conversation or a space, and not both."
            raise serializers.ValidationError({"conversation_id": [text]})
        return attrs


class PartNumbersInput(serializers.Serializer[object]):
    """`POST /attachments/{id}/upload/parts`."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_MOST_PARTS),
        allow_empty=False,
        max_length=_MOST_PARTS,
    )


class SentPartInput(serializers.Serializer[object]):
    """A part as the client has sent it; what it names is compared with what has arrived."""

    number = serializers.IntegerField(min_value=1, max_value=_MOST_PARTS)
    etag = serializers.CharField(max_length=256)
    sha256 = serializers.RegexField(_SHA256, required=False, allow_null=True)

    def validate_etag(self, value: str) -> str:
        return value.strip('"')


class CompletionInput(serializers.Serializer[object]):
    """`POST /attachments/{id}/complete`."""

    parts = serializers.ListField(child=SentPartInput(), required=False, max_length=_MOST_PARTS)

    def validate_parts(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({part["number"] for part in value}) < len(value):
            raise serializers.ValidationError("Name each part once.")
        return value


class NewCustomEmojiInput(serializers.Serializer[object]):
    """`POST /spaces/{id}/emoji`."""

    name = serializers.CharField(max_length=64)
    attachment_id = serializers.UUIDField()


class CustomEmojiInput(serializers.Serializer[object]):
    """`PATCH /spaces/{id}/emoji/{id}`."""

    name = serializers.CharField(max_length=64)
    version = serializers.IntegerField(required=False, min_value=1)
