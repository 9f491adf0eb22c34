"""`/conversations/{id}/scheduled` and `/messages/{id}/send-now`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of
from chatty.core.pagination import read_page
from conversations.access import find_membership
from messaging.operations.due import send_now
from messaging.queries.messages import surroundings
from messaging.queries.scheduled import count_waiting, list_scheduled
from messaging.wire import MessageJSON, ScheduledPageJSON, scheduled_json


class ScheduledEndpoint(Endpoint):
    """What one has scheduled in a conversation."""

    @extend_schema(
        operation_id="list_scheduled",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: schema_of(ScheduledPageJSON)},
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        """Own messages that wait, in the order in which they were written, and how many."""
        page = read_page(request.query_params, str)
        mine = find_membership(conversation_id, viewer=self.actor(request))
        found = list_scheduled(within=mine, page=page)
        around = surroundings(found.rows, viewer_id=mine.user_id)
        (waiting,) = count_waiting([(mine.conversation_id, mine.user_id)]).values()
        page_json = found.answer(lambda message: scheduled_json(message, around))
        return Response({**page_json, "count": waiting.count, "failed": waiting.failed})


class SendNowEndpoint(Endpoint):
    """What waits for its time."""

    @extend_schema(
        operation_id="send_now",
        request=None,
        responses={200: schema_of(MessageJSON), 201: schema_of(MessageJSON)},
    )
    def post(self, request: Request, message_id: str) -> Response:
        """Send it without waiting; 200 with the message where it was sent already."""
        sent = send_now(
            actor=self.actor(request),
            session_id=self.session_id(request),
            message_id=message_id,
        )
        return Response(sent.message, status=200 if sent.is_duplicate else 201)
