"""`/spaces/{id}/view-as`."""

import uuid

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.errors import Invalid
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.openapi import schema_of
from conversations.access import find_space, require_in_space
from conversations.queries.view_as import view_as
from conversations.wire import ViewAsJSON, view_as_json


class ViewAsEndpoint(Endpoint):
    """One space, seen with certain roles."""

    @extend_schema(
        operation_id="view_space_as",
        parameters=[
            OpenApiParameter(
                "role_id", str, many=True, description="The roles beside @everyone; none is fine."
            )
        ],
        responses={200: schema_of(ViewAsJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """What a member with these roles alone would see of what one sees oneself."""
        here = find_space(space_id, viewer=self.actor(request))
        require_in_space(here, "manage_roles")
        role_ids = _read_roles(request)
        view = view_as(within=here, role_ids=role_ids)
        return Response(view_as_json(role_ids, view.permissions, view.channels))


def _read_roles(request: Request) -> set[uuid.UUID]:
    texts = request.query_params.getlist("role_id")
    found = {known for text in texts if (known := read_id(text)) is not None}
    if len(texts) > limits.roles_per_space or len(found) != len(set(texts)):
        raise Invalid(errors={"role_id": ["Name the ids of roles of this space."]})
    return found
