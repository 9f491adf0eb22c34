"""`/conversations/{id}/bans`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_membership, require, require_own_members
from conversations.inputs import BanInput
from conversations.operations.bans import ban_person, lift_ban
from conversations.queries.bans import list_bans
from conversations.wire import BanJSON, ban_json


class BansEndpoint(Endpoint):
    """The bans of one conversation."""

    @extend_schema(
        operation_id="list_bans",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(BanJSON)},
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        """Bans in force, newest first."""
        mine = find_membership(conversation_id, viewer=self.actor(request))
        require_own_members(mine)
        require(mine, "ban")
        page = list_bans(within=mine, page=read_page(request.query_params, str))
        return Response(page.answer(ban_json))

    @extend_schema(
        operation_id="ban_person",
        request=BanInput,
        responses={200: schema_of(BanJSON), 201: schema_of(BanJSON)},
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        """Ban somebody, member or not; who is banned already gets 200 and the new reason and
        end.
        """
        data = self.read(request, BanInput)
        ban, is_new = ban_person(
            actor=self.actor(request),
            conversation_id=conversation_id,
            user_id=data["user_id"],
            reason=data["reason"],
            expires_in=data.get("expires_in"),
        )
        return Response(ban_json(ban), status=201 if is_new else 200)


class BanEndpoint(Endpoint):
    """One ban, by the person."""

    @extend_schema(operation_id="lift_ban", request=None, responses={204: None})
    def delete(self, request: Request, conversation_id: str, user_id: str) -> Response:
        """Let somebody in again."""
        lift_ban(actor=self.actor(request), conversation_id=conversation_id, user_id=user_id)
        return Response(status=204)
