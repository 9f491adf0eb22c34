"""`/conversations/{id}/messages` and `/messages/{id}`."""

from typing import TypedDict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint, read_base_version
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import cut_page, read_limit, read_page
from conversations.access import find_membership
from messaging.access import find_message
from messaging.api.parsing import read_number
from messaging.inputs import ChangeInput, ScheduleInput
from messaging.operations.deletions import delete_message, hide_message
from messaging.operations.edits import edit_message
from messaging.operations.recovery import recover_message
from messaging.operations.scheduled import schedule_message
from messaging.operations.send import read_new_message, send_message
from messaging.queries.messages import (
    Window,
    list_edits,
    messages_after,
    messages_around,
    messages_before,
    newest_messages,
    shape_messages,
)
from messaging.wire import EditJSON, MessageJSON, edit_json

_DELETIONS = {"all": delete_message, "me": hide_message}
_ANCHORS = {"before": messages_before, "after": messages_after, "around": messages_around}


class WindowJSON(TypedDict):
    """A stretch of a timeline, ascending by `seq`, which has come as far as `last_seq`."""

    results: list[MessageJSON]
    has_before: bool
    has_after: bool
    last_seq: int


class MessagesEndpoint(Endpoint):
    """The timeline of a conversation."""

    @extend_schema(
        operation_id="list_messages",
        parameters=[
            OpenApiParameter("before", int, description="Exclusive."),
            OpenApiParameter("after", int, description="Exclusive."),
            OpenApiParameter("around", int),
            OpenApiParameter("limit", int),
        ],
        responses={200: schema_of(WindowJSON)},
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        """A stretch of the timeline; the newest without an anchor."""
        query = request.query_params
        limit = read_limit(
            query.get("limit"), default=limits.page_size, at_most=limits.page_size_max
        )
        anchors = {name: read_number(query, name) for name in _ANCHORS if name in query}
        if len(anchors) > 1:
            raise Invalid("Use one of before, after and around.")
        mine = find_membership(conversation_id, viewer=self.actor(request))
        window: Window | None = None
        for name, seq in anchors.items():
            window = _ANCHORS[name](within=mine, seq=seq or 0, limit=limit)
        window = window or newest_messages(within=mine, limit=limit)
        return Response(
            {
                "results": window.messages,
                "has_before": window.has_before,
                "has_after": window.has_after,
                "last_seq": window.last_seq,
            }
        )

    @extend_schema(
        operation_id="send_message",
        request=ScheduleInput,
        responses={200: schema_of(MessageJSON), 201: schema_of(MessageJSON)},
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        """Send, now or at `scheduled_at`; a `client_id` that was sent before answers 200 with the
        first message.
        """
        data = self.read(request, ScheduleInput)
        item = read_new_message(conversation_id, data)
        actor, session_id = self.actor(request), self.session_id(request)
        if (at := data.get("scheduled_at")) is None:
            sent = send_message(actor=actor, session_id=session_id, item=item)
        else:
            sent = schedule_message(actor=actor, session_id=session_id, item=item, at=at)
        return Response(sent.message, status=200 if sent.is_duplicate else 201)


class MessageEndpoint(Endpoint):
    """One message."""

    @extend_schema(operation_id="get_message", responses={200: schema_of(MessageJSON)})
    def get(self, request: Request, message_id: str) -> Response:
        """The message as it is now, for links to it; a tombstone too."""
        reached = find_message(message_id, viewer=self.actor(request))
        (shaped,) = shape_messages([reached.message], viewer_id=reached.membership.user_id)
        return Response(shaped)

    @extend_schema(
        operation_id="edit_message",
        request=ChangeInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(MessageJSON)},
    )
    def patch(self, request: Request, message_id: str) -> Response:
        """Edit an own message; of one that waits to be sent the time, too."""
        data = self.read(request, ChangeInput)
        return Response(
            edit_message(
                actor=self.actor(request),
                session_id=self.session_id(request),
                message_id=message_id,
                body=data.get("body"),
                scheduled_at=data.get("scheduled_at"),
                base_version=read_base_version(request, data),
            )
        )

    @extend_schema(
        operation_id="delete_message",
        request=None,
        parameters=[OpenApiParameter("for", str, enum=["all", "me"], default="all")],
        responses={200: schema_of(MessageJSON)},
    )
    def delete(self, request: Request, message_id: str) -> Response:
        """Delete for everyone, or for oneself; answers the tombstone, again and again."""
        deletion = _DELETIONS.get(request.query_params.get("for", "all"))
        if deletion is None:
            text = "Delete for everyone (`all`) or for yourself (`me`)."
            raise Invalid(errors={"for": [text]})
        return Response(deletion(actor=self.actor(request), message_id=message_id))


class RecoverEndpoint(Endpoint):
    """What was deleted for everyone."""

    @extend_schema(
        operation_id="recover_message", request=None, responses={200: schema_of(MessageJSON)}
    )
    def post(self, request: Request, message_id: str) -> Response:
        """Bring it back, as long as it is kept."""
        return Response(recover_message(actor=self.actor(request), message_id=message_id))


class EditsEndpoint(Endpoint):
    """The history of a message."""

    @extend_schema(
        operation_id="list_edits",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(EditJSON)},
    )
    def get(self, request: Request, message_id: str) -> Response:
        """Former bodies, the oldest first, to whom the conversation shows them."""
        page = read_page(request.query_params, int)
        reached = find_message(message_id, viewer=self.actor(request))
        after = page.after[0] if page.after else 0
        rows = list_edits(reached, after_version=after, limit=page.limit + 1)
        cut = cut_page(rows, limit=page.limit, key=lambda row: [row.version])
        return Response(cut.answer(edit_json))
