"""Invite links."""

from typing import NotRequired, TypedDict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_membership, require, require_own_members
from conversations.inputs import NewInviteInput
from conversations.operations.invite_codes import check_invite
from conversations.operations.invites import accept_invite, create_invite, revoke_invite
from conversations.queries.invites import (
    find_invite,
    landing,
    list_invites,
    take_invite_look,
)
from conversations.wire import (
    ConversationJSON,
    InviteJSON,
    InviteLandingJSON,
    SpaceJSON,
    invite_json,
)


class JoinedJSON(TypedDict):
    """The answer to joining by a code: what it has led to."""

    conversation: NotRequired[ConversationJSON]
    space: NotRequired[SpaceJSON]


class InvitesEndpoint(Endpoint):
    """The invites of one conversation."""

    @extend_schema(
        operation_id="list_invites",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(InviteJSON)},
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        """Invites that still let people in."""
        mine = find_membership(conversation_id, viewer=self.actor(request))
        require_own_members(mine)
        require(mine, "invite")
        page = list_invites(within=mine, page=read_page(request.query_params, int, str))
        return Response(page.answer(invite_json))

    @extend_schema(
        operation_id="create_invite",
        request=NewInviteInput,
        responses={201: schema_of(InviteJSON)},
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        """Make an invite."""
        data = self.read(request, NewInviteInput)
        invite = create_invite(
            actor=self.actor(request),
            conversation_id=conversation_id,
            expires_in=data.get("expires_in"),
            max_uses=data.get("max_uses"),
        )
        return Response(invite_json(invite), status=201)


class InviteEndpoint(Endpoint):
    """One invite, by its code."""

    def check_permissions(self, request: Request) -> None:
        """Looking needs no account; the rest does."""
        if request.method != "GET":
            super().check_permissions(request)

    @extend_schema(
        operation_id="get_invite", auth=[], responses={200: schema_of(InviteLandingJSON)}
    )
    def get(self, request: Request, code: str) -> Response:
        """What an invite leads to; 410 when it lets nobody in any more."""
        take_invite_look(request.META.get("REMOTE_ADDR"))
        invite = find_invite(code)
        check_invite(invite)
        return Response(landing(invite))

    @extend_schema(
        operation_id="accept_invite",
        request=None,
        responses={200: schema_of(JoinedJSON), 201: schema_of(JoinedJSON)},
    )
    def post(self, request: Request, code: str) -> Response:
        """Join; who is a member already gets 200."""
        take_invite_look(request.META.get("REMOTE_ADDR"))
        joined = accept_invite(actor=self.actor(request), code=code)
        body = (
            {"conversation": joined.conversation}
            if joined.space is None
            else {"space": joined.space}
        )
        return Response(body, status=201 if joined.is_new else 200)

    @extend_schema(operation_id="revoke_invite", request=None, responses={204: None})
    def delete(self, request: Request, code: str) -> Response:
        """End an invite."""
        revoke_invite(actor=self.actor(request), code=code)
        return Response(status=204)
