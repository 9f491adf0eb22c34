"""`/spaces/{id}/bans`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space, require_in_space
from conversations.inputs import SpaceBanInput
from conversations.operations.space_bans import ban_from_space, lift_space_ban
from conversations.queries.bans import list_bans
from conversations.wire import BanJSON, ban_json


class SpaceBansEndpoint(Endpoint):
    """The bans of one space."""

    @extend_schema(
        operation_id="list_space_bans",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(BanJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """Bans in force, newest first."""
        here = find_space(space_id, viewer=self.actor(request))
        require_in_space(here, "ban")
        page = list_bans(within=here, page=read_page(request.query_params, str))
        return Response(page.answer(ban_json))

    @extend_schema(
        operation_id="ban_from_space",
        request=SpaceBanInput,
        responses={200: schema_of(BanJSON), 201: schema_of(BanJSON)},
    )
    def post(self, request: Request, space_id: str) -> Response:
        """Ban somebody, member or not; who is banned already gets 200 and the new reason and
        end.
        """
        data = self.read(request, SpaceBanInput)
        ban, is_new = ban_from_space(
            actor=self.actor(request),
            space_id=space_id,
            user_id=data["user_id"],
            reason=data["reason"],
            expires_in=data.get("expires_in"),
        )
        return Response(ban_json(ban), status=201 if is_new else 200)


class SpaceBanEndpoint(Endpoint):
    """One ban, by the person."""

    @extend_schema(operation_id="lift_space_ban", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str, user_id: str) -> Response:
        """Let somebody in again."""
        lift_space_ban(actor=self.actor(request), space_id=space_id, user_id=user_id)
        return Response(status=204)
