"""`/messages/{id}/bookmark` and `/me/bookmarks`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from messaging.operations.bookmarks import add_bookmark, remove_bookmark
from messaging.queries.bookmarks import list_bookmarks
from messaging.wire import BookmarkJSON, MessageJSON


class BookmarkEndpoint(Endpoint):
    """Whether the caller keeps a message."""

    @extend_schema(
        operation_id="add_bookmark", request=None, responses={200: schema_of(MessageJSON)}
    )
    def put(self, request: Request, message_id: str) -> Response:
        """Keep it among one's bookmarks."""
        return Response(add_bookmark(actor=self.actor(request), message_id=message_id))

    @extend_schema(
        operation_id="remove_bookmark", request=None, responses={200: schema_of(MessageJSON)}
    )
    def delete(self, request: Request, message_id: str) -> Response:
        """Keep it no longer."""
        return Response(remove_bookmark(actor=self.actor(request), message_id=message_id))


class BookmarksEndpoint(Endpoint):
    """What the caller keeps."""

    @extend_schema(
        operation_id="list_bookmarks",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(BookmarkJSON)},
    )
    def get(self, request: Request) -> Response:
        """The own bookmarks that may still be seen, the newest first."""
        page = read_page(request.query_params, int, str)
        found = list_bookmarks(viewer=self.actor(request), page=page)
        return Response({"results": found.rows, "next": found.next})
