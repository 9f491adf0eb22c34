"""`/messages/{id}/reactions/{emoji}`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of
from messaging.operations.reactions import add_reaction, remove_reaction
from messaging.wire import MessageJSON


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
