"""`/conversations/{id}/pins` and `/messages/{id}/pin`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_membership
from messaging.operations.pins import pin_message, unpin_message
from messaging.queries.messages import shape_messages
from messaging.queries.pins import list_pins
from messaging.wire import MessageJSON


class PinsEndpoint(Endpoint):
    """What is pinned in a conversation."""

    @extend_schema(
        operation_id="list_pins",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(MessageJSON)},
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        """Pinned messages, the newest pin first."""
        page = read_page(request.query_params, int, int)
        mine = find_membership(conversation_id, viewer=self.actor(request))
        found = list_pins(within=mine, page=page)
        shaped = shape_messages(found.rows, viewer_id=mine.user_id)
        return Response({"results": shaped, "next": found.next})


class PinEndpoint(Endpoint):
    """Whether a message is pinned."""

    @extend_schema(
        operation_id="pin_message", request=None, responses={200: schema_of(MessageJSON)}
    )
    def put(self, request: Request, message_id: str) -> Response:
        """Pin it for everyone."""
        return Response(pin_message(actor=self.actor(request), message_id=message_id))

    @extend_schema(
        operation_id="unpin_message", request=None, responses={200: schema_of(MessageJSON)}
    )
    def delete(self, request: Request, message_id: str) -> Response:
        """Unpin it."""
        return Response(unpin_message(actor=self.actor(request), message_id=message_id))
