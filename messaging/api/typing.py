"""`/conversations/{id}/typing`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from messaging.inputs import TypingInput
from messaging.operations.typing import show_typing


class TypingEndpoint(Endpoint):
    """Whether the caller types."""

    @extend_schema(operation_id="show_typing", request=TypingInput, responses={204: None})
    def post(self, request: Request, conversation_id: str) -> Response:
        """Tell the others; repeat it every few seconds for as long as it holds."""
        show_typing(
            actor=self.actor(request),
            conversation_id=conversation_id,
            **self.read(request, TypingInput),
        )
        return Response(status=204)
