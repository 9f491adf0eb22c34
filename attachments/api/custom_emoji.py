"""`/spaces/{id}/emoji`: what a space has made its own to react with."""

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from attachments.api.attachments import leads_to
from attachments.inputs import CustomEmojiInput, NewCustomEmojiInput
from attachments.operations.custom_emoji import (
    add_custom_emoji,
    remove_custom_emoji,
    rename_custom_emoji,
)
from attachments.queries.custom_emoji import emoji_to_show, list_custom_emoji
from attachments.queries.locations import content_location
from attachments.wire import CustomEmojiJSON, custom_emoji_json
from chatty.core.api import Endpoint, read_base_version
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space


class CustomEmojiListEndpoint(Endpoint):
    """The emoji of one space."""

    @extend_schema(
        operation_id="list_custom_emoji",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(CustomEmojiJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """All of them, by name."""
        here = find_space(space_id, viewer=self.actor(request))
        page = list_custom_emoji(within=here, page=read_page(request.query_params, str))
        return Response(page.answer(custom_emoji_json))

    @extend_schema(
        operation_id="add_custom_emoji",
        request=NewCustomEmojiInput,
        responses={201: schema_of(CustomEmojiJSON)},
    )
    def post(self, request: Request, space_id: str) -> Response:
        """Make an emoji of a picture that was uploaded for the space."""
        data = self.read(request, NewCustomEmojiInput)
        made = add_custom_emoji(actor=self.actor(request), space_id=space_id, **data)
        return Response(custom_emoji_json(made), status=201)


class CustomEmojiEndpoint(Endpoint):
    """One emoji of a space."""

    @extend_schema(
        operation_id="rename_custom_emoji",
        request=CustomEmojiInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(CustomEmojiJSON)},
    )
    def patch(self, request: Request, space_id: str, emoji_id: str) -> Response:
        """Give it another name."""
        data = self.read(request, CustomEmojiInput)
        changed = rename_custom_emoji(
            actor=self.actor(request),
            space_id=space_id,
            emoji_id=emoji_id,
            name=data["name"],
            base_version=read_base_version(request, data),
        )
        return Response(custom_emoji_json(changed))

    @extend_schema(operation_id="remove_custom_emoji", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str, emoji_id: str) -> Response:
        """Take it away; reactions with it stay."""
        remove_custom_emoji(actor=self.actor(request), space_id=space_id, emoji_id=emoji_id)
        return Response(status=204)


class CustomEmojiImageEndpoint(Endpoint):
    """Its picture."""

    @extend_schema(
        operation_id="get_custom_emoji_image",
        responses={
            302: OpenApiResponse(description="`Location`: where the bytes are, for a while.")
        },
    )
    def get(self, request: Request, space_id: str, emoji_id: str) -> Response:
        """Leads to the bytes, for who is in the space at this moment."""
        viewer = self.actor(request)
        emoji = emoji_to_show(viewer=viewer, space_id=space_id, emoji_id=emoji_id)
        return leads_to(content_location(emoji.attachment, viewer=viewer))
