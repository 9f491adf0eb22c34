"""`/spaces/{id}/channels` and the order of all of them."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint, read_base_version
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space
from conversations.inputs import ChannelInput, NewChannelInput, OrderInput
from conversations.operations.channel_order import order_channels
from conversations.operations.channels import change_space_channel, create_space_channel
from conversations.operations.deletion import delete_space_channel
from conversations.queries.places import list_space_channels
from conversations.queries.shapes import shape_conversations
from conversations.wire import ConversationJSON, SpaceJSON


class ChannelsEndpoint(Endpoint):
    """The channels of one space."""

    @extend_schema(
        operation_id="list_channels",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(ConversationJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """Channels that the caller may see, by position."""
        here = find_space(space_id, viewer=self.actor(request))
        page = list_space_channels(within=here, page=read_page(request.query_params, int, str))
        return Response({"results": shape_conversations(list(page.rows)), "next": page.next})

    @extend_schema(
        operation_id="create_channel",
        request=NewChannelInput,
        responses={201: schema_of(ConversationJSON)},
    )
    def post(self, request: Request, space_id: str) -> Response:
        """Make a channel at the end of its category."""
        data = self.read(request, NewChannelInput)
        is_private = data.pop("private")
        channel = create_space_channel(
            actor=self.actor(request), space_id=space_id, is_private=is_private, **data
        )
        return Response(channel, status=201)


class ChannelEndpoint(Endpoint):
    """One channel of a space."""

    @extend_schema(
        operation_id="change_channel",
        request=ChannelInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(ConversationJSON)},
    )
    def patch(self, request: Request, space_id: str, channel_id: str) -> Response:
        """Change a channel for everyone who sees it, or put it at the end of another category."""
        data = self.read(request, ChannelInput)
        base_version = read_base_version(request, data)
        data.pop("version", None)
        return Response(
            change_space_channel(
                actor=self.actor(request),
                space_id=space_id,
                channel_id=channel_id,
                changes=data,
                base_version=base_version,
            )
        )

    @extend_schema(operation_id="delete_channel", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str, channel_id: str) -> Response:
        """End a channel for everyone."""
        delete_space_channel(actor=self.actor(request), space_id=space_id, channel_id=channel_id)
        return Response(status=204)


class OrderEndpoint(Endpoint):
    """The order of a space's categories and channels."""

    @extend_schema(
        operation_id="order_channels",
        request=OrderInput,
        responses={200: schema_of(SpaceJSON)},
    )
    def put(self, request: Request, space_id: str) -> Response:
        """Put every category, and every channel that the caller sees, in its place."""
        data = self.read(request, OrderInput)
        return Response(
            order_channels(actor=self.actor(request), space_id=space_id, groups=data["categories"])
        )
