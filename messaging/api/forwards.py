"""`/messages/{id}/forward`."""

from typing import Any, NotRequired, TypedDict, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.errors import Refusal
from chatty.core.openapi import schema_of
from messaging.inputs import ForwardInput
from messaging.operations.forwards import forward_message
from messaging.operations.send_batch import Sent
from messaging.wire import MessageJSON


class ForwardErrorJSON(TypedDict):
    """Why a forward was refused, as in the problem document of a send."""

    code: str
    detail: str
    status: int
    errors: NotRequired[dict[str, list[str]]]
    retry_after: NotRequired[float]


class ForwardResultJSON(TypedDict):
    """What became of one forward: the message or the error is null."""

    conversation_id: str
    message: MessageJSON | None
    duplicate: bool
    error: ForwardErrorJSON | None


class ForwardsJSON(TypedDict):
    """One result a conversation, in the order in which they were named."""

    results: list[ForwardResultJSON]


class ForwardEndpoint(Endpoint):
    """Saying elsewhere what a message says."""

    @extend_schema(
        operation_id="forward_message",
        request=ForwardInput,
        responses={200: schema_of(ForwardsJSON)},
    )
    def post(self, request: Request, message_id: str) -> Response:
        """Forward it to several conversations; a refused one fails alone."""
        data = self.read(request, ForwardInput)
        answers = forward_message(
            actor=self.actor(request),
            session_id=self.session_id(request),
            message_id=message_id,
            **data,
        )
        rooms = data["conversation_ids"]
        results = [_result(room, one) for room, one in zip(rooms, answers, strict=True)]
        return Response({"results": results})


def _result(conversation_id: Any, answer: Sent | Refusal) -> ForwardResultJSON:
    found: ForwardResultJSON = {
        "conversation_id": str(conversation_id),
        "message": None,
        "duplicate": False,
        "error": None,
    }
    if isinstance(answer, Sent):
        found["message"], found["duplicate"] = answer.message, answer.is_duplicate
    else:
        said = {"code": answer.code, "detail": answer.detail, "status": answer.status}
        found["error"] = cast("ForwardErrorJSON", said | answer.members())
    return found
