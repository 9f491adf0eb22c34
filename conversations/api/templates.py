"""`/spaces/{id}/template`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of
from conversations.access import find_space, require_in_space
from conversations.queries.templates import export_template
from conversations.wire import TemplateJSON


class TemplateEndpoint(Endpoint):
    """The structure of one space."""

    @extend_schema(operation_id="get_template", responses={200: schema_of(TemplateJSON)})
    def get(self, request: Request, space_id: str) -> Response:
        """What `POST /spaces` makes another space of: no people, nothing that was said."""
        here = find_space(space_id, viewer=self.actor(request))
        require_in_space(here, "manage_channels")
        return Response(export_template(here))
