"""`/spaces/{id}/audit`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of
from chatty.core.pagination import read_page
from conversations.access import find_space, require_in_space
from conversations.queries.audit import list_audit_entries
from conversations.wire import AuditEntryJSON, audit_entry_json


class SpaceAuditEndpoint(Endpoint):
    """What was done in one space."""

    @extend_schema(
        operation_id="list_space_audit",
        parameters=[
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
            OpenApiParameter("action", str, description="Of this action alone."),
        ],
        responses={200: page_of(AuditEntryJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """Who did what, newest first, for who may read it."""
        here = find_space(space_id, viewer=self.actor(request))
        require_in_space(here, "view_audit")
        page = list_audit_entries(
            within=here,
            page=read_page(request.query_params, str),
            action=request.query_params.get("action"),
        )
        return Response(page.answer(lambda told: audit_entry_json(told.entry, told.details)))
