"""`/messages/{id}/reactions` and `/messages/{id}/reactions/{emoji}`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.errors import Invalid
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from messaging.access import find_message
from messaging.operations.reactions import add_reaction, remove_reaction
from messaging.queries.reactions import list_reactions
from messaging.rules.emoji import clean_emoji
from messaging.wire import MessageJSON, ReactedJSON, reacted_json


class ReactionsEndpoint(Endpoint):
    """Who reacted to a message."""

    @extend_schema(
        operation_id="list_reactions",
        parameters=[
            OpenApiParameter("emoji", str, description="Those with this one alone."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses={200: page_of(ReactedJSON)},
    )
    def get(self, request: Request, message_id: str) -> Response:
        """People and what they reacted with."""
        page = read_page(request.query_params, str, str)
        emoji = request.query_params.get("emoji")
        try:
            wanted = None if emoji is None else clean_emoji(emoji)
        except ValueError as error:
            raise Invalid(str(error), errors={"emoji": [str(error)]}) from None
        reached = find_message(message_id, viewer=self.actor(request))
        found = list_reactions(reached, emoji=wanted, page=page)
        return Response(found.answer(reacted_json))


class ReactionEndpoint(Endpoint):
    """The caller's reaction with one emoji."""

    @extend_schema(
        operation_id="add_reaction", request=None, responses={200: schema_of(MessageJSON)}
    )
    def put(self, request: Request, message_id: str, emoji: str) -> Response:
        """React."""
        return Response(add_reaction(actor=self.actor(request), message_id=message_id, emoji=emoji))

    @extend_schema(
        operation_id="remove_reaction", request=None, responses={200: schema_of(MessageJSON)}
    )
    def delete(self, request: Request, message_id: str, emoji: str) -> Response:
        """Take the reaction back."""
        return Response(
            remove_reaction(actor=self.actor(request), message_id=message_id, emoji=emoji)
        )
