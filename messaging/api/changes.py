"""`/conversations/{id}/changes`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.core.openapi import schema_of
from chatty.core.pagination import read_limit
from conversations.access import find_membership
from messaging.api.parsing import read_number
from messaging.changes import ChangesJSON, changes_since


class ChangesEndpoint(Endpoint):
    """What a client missed."""

    @extend_schema(
        operation_id="list_changes",
        parameters=[
            OpenApiParameter("since", int, required=True),
            OpenApiParameter("limit", int),
        ],
        responses={200: schema_of(ChangesJSON)},
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        """Changes after `since`; ask again from `rev` while `has_more`."""
        query = request.query_params
        since = read_number(query, "since")
        if since is None:
            raise Invalid(errors={"since": ["Name the rev that you have; 0 for none."]})
        limit = read_limit(
            query.get("limit"),
            default=limits.changes_page_size,
            at_most=limits.changes_page_size_max,
        )
        mine = find_membership(conversation_id, viewer=self.actor(request))
        return Response(changes_since(within=mine, since=since, limit=limit).answer())
