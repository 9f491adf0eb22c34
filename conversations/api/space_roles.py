"""`/spaces/{id}/roles`."""

from typing import TypedDict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint, read_base_version
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space
from conversations.inputs import NewRoleInput, RoleInput, RoleOrderInput
from conversations.operations.space_roles import (
    change_role,
    create_role,
    delete_role,
    order_roles,
)
from conversations.queries.space_roles import list_roles
from conversations.wire import RoleJSON, role_json


class RolesInOrderJSON(TypedDict):
    """All roles, highest first, @everyone last."""

    results: list[RoleJSON]


class RolesEndpoint(Endpoint):
    """The roles of one space."""

    @extend_schema(
        operation_id="list_roles",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(RoleJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """Roles, highest first."""
        here = find_space(space_id, viewer=self.actor(request))
        page = list_roles(within=here, page=read_page(request.query_params, int, str))
        return Response(page.answer(role_json))

    @extend_schema(
        operation_id="create_role", request=NewRoleInput, responses={201: schema_of(RoleJSON)}
    )
    def post(self, request: Request, space_id: str) -> Response:
        """Make a role; it stands just above @everyone."""
        data = self.read(request, NewRoleInput)
        role = create_role(actor=self.actor(request), space_id=space_id, **data)
        return Response(role_json(role), status=201)


class RoleEndpoint(Endpoint):
    """One role."""

    @extend_schema(
        operation_id="change_role",
        request=RoleInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(RoleJSON)},
    )
    def patch(self, request: Request, space_id: str, role_id: str) -> Response:
        """Change a role that stands below one's own."""
        data = self.read(request, RoleInput)
        base_version = read_base_version(request, data)
        data.pop("version", None)
        role = change_role(
            actor=self.actor(request),
            space_id=space_id,
            role_id=role_id,
            changes=data,
            base_version=base_version,
        )
        return Response(role_json(role))

    @extend_schema(operation_id="delete_role", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str, role_id: str) -> Response:
        """Take a role from everyone who has it, for good."""
        delete_role(actor=self.actor(request), space_id=space_id, role_id=role_id)
        return Response(status=204)


class RoleOrderEndpoint(Endpoint):
    """The order of a space's roles."""

    @extend_schema(
        operation_id="order_roles",
        request=RoleOrderInput,
        responses={200: schema_of(RolesInOrderJSON)},
    )
    def put(self, request: Request, space_id: str) -> Response:
        """Put all roles but @everyone in an order, highest first."""
        data = self.read(request, RoleOrderInput)
        roles = order_roles(actor=self.actor(request), space_id=space_id, role_ids=data["role_ids"])
        return Response({"results": [role_json(role) for role in roles]})
