"""`/spaces/{id}/invites`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space, require_in_space
from conversations.inputs import NewSpaceInviteInput
from conversations.operations.space_invites import create_space_invite
from conversations.queries.invites import list_invites
from conversations.wire import InviteJSON, invite_json


class SpaceInvitesEndpoint(Endpoint):
    """The invites of one space."""

    @extend_schema(
        operation_id="list_space_invites",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(InviteJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """Invites that still let people in."""
        here = find_space(space_id, viewer=self.actor(request))
        require_in_space(here, "invite")
        page = list_invites(within=here, page=read_page(request.query_params, int, str))
        return Response(page.answer(invite_json))

    @extend_schema(
        operation_id="create_space_invite",
        request=NewSpaceInviteInput,
        responses={201: schema_of(InviteJSON)},
    )
    def post(self, request: Request, space_id: str) -> Response:
        """Make an invite; it leads to the space, and shows no channel that is not open to all."""
        data = self.read(request, NewSpaceInviteInput)
        invite = create_space_invite(
            actor=self.actor(request),
            space_id=space_id,
            expires_in=data.get("expires_in"),
            max_uses=data.get("max_uses"),
        )
        return Response(invite_json(invite), status=201)
