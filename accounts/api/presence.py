"""`/me/presence`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.inputs import PresenceInput
from accounts.operations.presence import set_presence
from accounts.wire import PresenceJSON
from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of


class PresenceEndpoint(Endpoint):
    """What one shows of one's presence, on all open sockets."""

    @extend_schema(
        operation_id="set_presence",
        request=PresenceInput,
        responses={200: schema_of(PresenceJSON)},
    )
    def put(self, request: Request) -> Response:
        """Show this; `status` in the answer is null while presence cannot be known."""
        given = self.read(request, PresenceInput)
        return Response(set_presence(actor=self.actor(request), status=given["status"]))
