"""Coming into spaces: `/spaces/{id}/join` and what is asked there."""

from typing import NotRequired, TypedDict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space, require_in_space
from conversations.inputs import JoinInput
from conversations.operations.joining import (
    accept_join_request,
    decline_join_request,
    join_space,
    withdraw_join_request,
)
from conversations.queries.join_requests import count_pending, list_join_requests
from conversations.wire import JoinRequestJSON, SpaceJSON, join_request_json


class JoinedSpaceJSON(TypedDict):
    """The answer to joining."""

    space: SpaceJSON


class AskedJSON(TypedDict):
    """The answer to asking."""

    join_request: JoinRequestJSON


class JoinRequestsJSON(TypedDict):
    """A page of questions; `pending_count` comes with the first."""

    results: list[JoinRequestJSON]
    next: str | None
    pending_count: NotRequired[int]


class JoinEndpoint(Endpoint):
    """Joining."""

    @extend_schema(
        operation_id="join_space",
        request=JoinInput,
        responses={
            200: schema_of(JoinedSpaceJSON),
            201: schema_of(JoinedSpaceJSON),
            202: schema_of(AskedJSON),
        },
    )
    def post(self, request: Request, space_id: str) -> Response:
        """Join an open space (201), or ask to be let in (202); who is a member already gets 200."""
        data = self.read(request, JoinInput)
        joined = join_space(actor=self.actor(request), space_id=space_id, message=data["message"])
        if joined.asked is not None:
            return Response({"join_request": join_request_json(joined.asked)}, status=202)
        return Response({"space": joined.space}, status=201 if joined.is_new else 200)


class JoinRequestsEndpoint(Endpoint):
    """Who asks to be let in."""

    @extend_schema(
        operation_id="list_join_requests",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: schema_of(JoinRequestsJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """What nobody has decided yet, the oldest first."""
        here = find_space(space_id, viewer=self.actor(request))
        require_in_space(here, "add_members")
        wanted = read_page(request.query_params, str)
        page = list_join_requests(within=here, page=wanted)
        answer = page.answer(join_request_json)
        if wanted.after is None:
            answer["pending_count"] = count_pending(here.space.id)
        return Response(answer)


class OwnJoinRequestEndpoint(Endpoint):
    """What the caller has asked."""

    @extend_schema(
        operation_id="withdraw_join_request",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, space_id: str) -> Response:
        """Take it back; a second time there is nothing left to take back (404)."""
        withdraw_join_request(actor=self.actor(request), space_id=space_id)
        return Response(status=204)


class AcceptJoinRequestEndpoint(Endpoint):
    """Letting in."""

    @extend_schema(
        operation_id="accept_join_request",
        request=None,
        responses={200: schema_of(JoinRequestJSON)},
    )
    def post(self, request: Request, space_id: str, request_id: str) -> Response:
        """Let somebody in who has asked."""
        asked = accept_join_request(
            actor=self.actor(request), space_id=space_id, request_id=request_id
        )
        return Response(join_request_json(asked))


class DeclineJoinRequestEndpoint(Endpoint):
    """Leaving outside."""

    @extend_schema(
        operation_id="decline_join_request",
        request=None,
        responses={200: schema_of(JoinRequestJSON)},
    )
    def post(self, request: Request, space_id: str, request_id: str) -> Response:
        """Leave somebody outside who has asked."""
        asked = decline_join_request(
            actor=self.actor(request), space_id=space_id, request_id=request_id
        )
        return Response(join_request_json(asked))
