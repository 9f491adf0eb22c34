"""`/conversations/{id}/draft`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint, read_base_version
from chatty.core.openapi import schema_of
from conversations.access import find_membership
from conversations.wire import DraftJSON
from messaging.inputs import DraftInput
from messaging.operations.drafts import save_draft
from messaging.queries.drafts import find_draft
from messaging.wire import draft_json


class DraftEndpoint(Endpoint):
    """What the caller has begun to write."""

    # People type all the time: it has the rate of reading, not that of sending.
    posts_are_reads = True

    @extend_schema(operation_id="get_draft", responses={200: schema_of(DraftJSON)})
    def get(self, request: Request, conversation_id: str) -> Response:
        """The draft; an empty one of version 0 where there never was any."""
        mine = find_membership(conversation_id, viewer=self.actor(request))
        return Response(draft_json(find_draft(within=mine)))

    @extend_schema(
        operation_id="save_draft",
        request=DraftInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(DraftJSON)},
    )
    def put(self, request: Request, conversation_id: str) -> Response:
        """Replace it; an empty body clears it."""
        data = self.read(request, DraftInput)
        return Response(
            save_draft(
                actor=self.actor(request),
                conversation_id=conversation_id,
                body=data["body"],
                base_version=read_base_version(request, data),
            )
        )
