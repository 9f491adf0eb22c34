"""What clients send about spaces and their channels, checked field by field."""

import uuid
from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from chatty.core.ids import read_id
from chatty.core.limits import limits
from conversations.inputs.conversations import ConversationInput, Flag, WholeNumber, Words
from conversations.inputs.strict import Strict
from conversations.models import Joining
from conversations.rules.templates import CHANNEL_KINDS


class _Text(Words):
    """Text of any kind, which its operation cleans and bounds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"trim_whitespace": False, "allow_blank": True, "max_length": 20_000} | options
        )


class NewSpaceInput(Strict):
    """`POST /spaces`: a name, or a template that has one."""

    name = _Text(required=False)
    description = _Text(required=False)
    template = serializers.JSONField(
        required=False, help_text="What `GET /spaces/{id}/template` answers."
    )

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        if "name" not in attrs and attrs.get("template") is None:
            raise serializers.ValidationError({"name": ["This field is required."]})
        return attrs


class SpaceInput(Strict):
    """`PATCH /spaces/{id}`: what is left out stays as it is."""

    name = _Text(required=False)
    description = _Text(required=False)
    rules = _Text(required=False)
    welcome_text = _Text(required=False)
    is_discoverable = Flag(required=False)
    joining = serializers.ChoiceField(choices=Joining.values, required=False)
    retention_days = WholeNumber(required=False, min_value=0, max_value=limits.retention_days_max)
    version = WholeNumber(required=False, min_value=1)


class OwnSpaceInput(Strict):
    """`PATCH /spaces/{id}/me`: the place among one's own spaces, 0 for the first."""

    position = WholeNumber(min_value=0, max_value=1_000)


class NewOwnerInput(Strict):
    """`POST /spaces/{id}/transfer`."""

    user_id = serializers.UUIDField()


class JoinInput(Strict):
    """`POST /spaces/{id}/join`: what to say to those who decide, where it is asked."""

    message = _Text(required=False, default="")


class NewChannelInput(Strict):
    """`POST /spaces/{id}/channels`."""

    title = _Text()
    channel_kind = serializers.ChoiceField(choices=CHANNEL_KINDS, required=False, default="text")
    topic = _Text(required=False, default="")
    category_id = serializers.UUIDField(required=False, allow_null=True)
    private = Flag(required=False, default=False)


class ChannelInput(Strict, ConversationInput):
    """`PATCH /spaces/{id}/channels/{id}`: what is left out stays as it is."""

    category_id = serializers.UUIDField(required=False, allow_null=True)


class NewCategoryInput(Strict):
    """`POST /spaces/{id}/categories`: a heading's name."""

    title = _Text()


class CategoryInput(NewCategoryInput):
    """`PATCH /spaces/{id}/categories/{id}`."""

    version = WholeNumber(required=False, min_value=1)


class OrderGroupInput(serializers.Serializer[object]):
    """A heading, null for what stands above all of them, and its channels in their order."""

    id = serializers.UUIDField(allow_null=True)
    channels = serializers.ListField(child=serializers.UUIDField())


@extend_schema_field(OrderGroupInput(many=True))
class _OrderField(serializers.Field[Any, Any, Any, Any]):
    """Headings with their channels. Counts are looked at before what they count."""

    def to_internal_value(self, data: Any) -> list[tuple[uuid.UUID | None, list[uuid.UUID]]]:
        if not isinstance(data, list):
            raise serializers.ValidationError("Name a list of categories.")
        if len(data) > limits.categories_per_space + 1:
            raise serializers.ValidationError(
                f"A space has at most {limits.categories_per_space} categories."
            )
        left = limits.channels_per_space
        for group in data:
            if not _is_group(group):
                raise serializers.ValidationError("A category is {id, channels}, and no more.")
            left -= len(group["channels"])
            if left < 0:
                raise serializers.ValidationError(
                    f"A space has at most {limits.channels_per_space} channels."
                )
        return [
            (
                None if group["id"] is None else _id(group["id"]),
                [_id(name) for name in group["channels"]],
            )
            for group in data
        ]

    def to_representation(self, value: Any) -> Any:
        return value


def _is_group(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and value.keys() == {"id", "channels"}
        and isinstance(value["channels"], list)
    )


def _id(value: Any) -> uuid.UUID:
    found = read_id(value)
    if found is None:
        raise serializers.ValidationError("Name ids, or null for no category.")
    return found


class OrderInput(Strict):
    """`PUT /spaces/{id}/order`: every category and every channel, once."""

    categories = _OrderField()
