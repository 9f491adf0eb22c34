"""`/conversations/{id}/receipts` and `/messages/{id}/receipts`."""

from typing import TypedDict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from messaging.access import find_message
from messaging.inputs import ReceiptInput
from messaging.operations.read_all import read_all
from messaging.operations.receipts import advance_receipts
from messaging.queries.receipts import list_receipts
from messaging.wire import MessageReceiptJSON, message_receipt_json


class WatermarksJSON(TypedDict):
    """Where the caller stands now."""

    delivered_seq: int
    read_seq: int


class ReceiptsEndpoint(Endpoint):
    """The caller's watermarks in a conversation."""

    posts_are_reads = True

    @extend_schema(
        operation_id="advance_receipts",
        request=ReceiptInput,
        responses={200: schema_of(WatermarksJSON)},
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        """Move the watermarks up."""
        marks = advance_receipts(
            actor=self.actor(request),
            conversation_id=conversation_id,
            **self.read(request, ReceiptInput),
        )
        return Response({"delivered_seq": marks.delivered_seq, "read_seq": marks.read_seq})


class ReadAllJSON(TypedDict):
    """How many conversations moved."""

    conversations: int


class ReadAllEndpoint(Endpoint):
    """All the caller's conversations at once."""

    posts_are_reads = True

    @extend_schema(operation_id="read_all", request=None, responses={200: schema_of(ReadAllJSON)})
    def post(self, request: Request) -> Response:
        """Read everything to its end, and clear every mark of unread."""
        return Response({"conversations": read_all(actor=self.actor(request))})


class MessageReceiptsEndpoint(Endpoint):
    """Who has received and read a message."""

    @extend_schema(
        operation_id="list_message_receipts",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(MessageReceiptJSON)},
    )
    def get(self, request: Request, message_id: str) -> Response:
        """Members who have received it, with the times as far as the history has them."""
        page = read_page(request.query_params, str)
        reached = find_message(message_id, viewer=self.actor(request))
        found = list_receipts(reached, page=page)
        return Response(found.answer(message_receipt_json))
