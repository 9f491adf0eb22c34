"""`/spaces/{id}/members`."""

import uuid

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.errors import Invalid
from chatty.core.ids import read_id
from chatty.core.openapi import schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space, find_space_member
from conversations.inputs import SpaceMemberInput
from conversations.operations.space_standing import change_space_member, remove_space_member
from conversations.queries.space_members import list_space_members
from conversations.wire import (
    SpaceMemberJSON,
    SpaceMembersJSON,
    space_member_json,
    window_json,
)

_SOUGHT_LENGTH = 100


class SpaceMembersEndpoint(Endpoint):
    """The members of one space."""

    @extend_schema(
        operation_id="list_space_members",
        parameters=[
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
            OpenApiParameter("q", str, description="Part of a name, or how a username begins."),
            OpenApiParameter("role_id", str, description="Those who have this role."),
        ],
        responses={200: schema_of(SpaceMembersJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """A window of members: who is there first, then by name."""
        here = find_space(space_id, viewer=self.actor(request))
        role_id = request.query_params.get("role_id")
        window = list_space_members(
            within=here,
            page=read_page(request.query_params, int, str, str),
            q=read_sought(request),
            role_id=None if role_id is None else _role(role_id),
        )
        results = [
            space_member_json(member, owner_id=here.space.owner_id, status=status)
            for member, status in window.rows
        ]
        return Response(
            window_json(results, next_cursor=window.next, total=window.total, online=window.online)
        )


class SpaceMemberEndpoint(Endpoint):
    """One member."""

    @extend_schema(operation_id="get_space_member", responses={200: schema_of(SpaceMemberJSON)})
    def get(self, request: Request, space_id: str, user_id: str) -> Response:
        """A member as every member sees them."""
        here = find_space(space_id, viewer=self.actor(request))
        member = find_space_member(user_id, within=here)
        return Response(space_member_json(member, owner_id=here.space.owner_id))

    @extend_schema(
        operation_id="change_space_member",
        request=SpaceMemberInput,
        responses={200: schema_of(SpaceMemberJSON)},
    )
    def patch(self, request: Request, space_id: str, user_id: str) -> Response:
        """Change the own nickname, or the roles and nickname of who stands below oneself."""
        data = self.read(request, SpaceMemberInput)
        member = change_space_member(
            actor=self.actor(request), space_id=space_id, user_id=user_id, changes=data
        )
        return Response(space_member_json(member, owner_id=member.space.owner_id))

    @extend_schema(operation_id="remove_space_member", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str, user_id: str) -> Response:
        """Remove a member who stands below oneself."""
        remove_space_member(actor=self.actor(request), space_id=space_id, user_id=user_id)
        return Response(status=204)


def read_sought(request: Request) -> str:
    """The parameter `q`: what names are searched for; Invalid for what is no part of a name."""
    text = request.query_params.get("q", "")
    if "\0" in text or len(text) > _SOUGHT_LENGTH:
        raise Invalid(errors={"q": ["Name a part of a name."]})
    return text


def _role(text: str) -> uuid.UUID:
    found = read_id(text)
    if found is None:
        raise Invalid(errors={"role_id": ["Name the id of a role."]})
    return found
