"""`/me/mentions`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of
from chatty.core.pagination import read_page
from messaging.queries.mentioned import list_mentions
from messaging.wire import MentionJSON


class MentionsEndpoint(Endpoint):
    """Where the caller was named."""

    @extend_schema(
        operation_id="list_mentions",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(MentionJSON)},
    )
    def get(self, request: Request) -> Response:
        """Messages that name the caller by `@username`, the newest first."""
        page = read_page(request.query_params, int, str)
        found = list_mentions(viewer=self.actor(request), page=page)
        return Response({"results": found.rows, "next": found.next})
