"""`/spaces`: one's own, to browse, and what a space is to everyone in it."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint, read_base_version
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space
from conversations.inputs import NewOwnerInput, NewSpaceInput, OwnSpaceInput, SpaceInput
from conversations.operations.own_spaces import place_space
from conversations.operations.space_deletion import delete_space
from conversations.operations.space_ownership import leave_space, transfer_space
from conversations.operations.spaces import change_space, create_space
from conversations.queries.discovery import list_discoverable, shape_briefs
from conversations.queries.spaces import list_own_spaces, shape_spaces
from conversations.wire import SpaceBriefJSON, SpaceJSON


class SpacesEndpoint(Endpoint):
    """The caller's spaces."""

    @extend_schema(
        operation_id="list_spaces",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(SpaceJSON)},
    )
    def get(self, request: Request) -> Response:
        """Spaces with their channels, in the order that the caller gave them."""
        viewer = self.actor(request)
        page = list_own_spaces(viewer=viewer, page=read_page(request.query_params, int, str))
        return Response({"results": shape_spaces(viewer, page.rows), "next": page.next})

    @extend_schema(
        operation_id="create_space",
        request=NewSpaceInput,
        responses={201: schema_of(SpaceJSON)},
    )
    def post(self, request: Request) -> Response:
        """Make a space, as a template describes it or with one text channel."""
        data = self.read(request, NewSpaceInput)
        return Response(create_space(actor=self.actor(request), **data), status=201)


class DiscoverEndpoint(Endpoint):
    """Spaces to browse."""

    @extend_schema(
        operation_id="discover_spaces",
        parameters=[
            OpenApiParameter("q", str),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses={200: page_of(SpaceBriefJSON)},
    )
    def get(self, request: Request) -> Response:
        """Spaces that may be found, those with the most members first."""
        page = list_discoverable(
            text=request.query_params.get("q", ""),
            page=read_page(request.query_params, int, str),
        )
        return Response(
            {"results": shape_briefs(self.actor(request), page.rows), "next": page.next}
        )


class SpaceEndpoint(Endpoint):
    """One space."""

    @extend_schema(operation_id="get_space", responses={200: schema_of(SpaceJSON)})
    def get(self, request: Request, space_id: str) -> Response:
        """The space as the caller sees it."""
        viewer = self.actor(request)
        return Response(shape_spaces(viewer, [find_space(space_id, viewer=viewer)])[0])

    @extend_schema(
        operation_id="change_space",
        request=SpaceInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(SpaceJSON)},
    )
    def patch(self, request: Request, space_id: str) -> Response:
        """Change what the space is to everyone in it."""
        data = self.read(request, SpaceInput)
        base_version = read_base_version(request, data)
        data.pop("version", None)
        return Response(
            change_space(
                actor=self.actor(request),
                space_id=space_id,
                changes=data,
                base_version=base_version,
            )
        )

    @extend_schema(operation_id="delete_space", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str) -> Response:
        """End the space for everyone in it."""
        delete_space(actor=self.actor(request), space_id=space_id)
        return Response(status=204)


class OwnSpaceEndpoint(Endpoint):
    """What a space is to the caller alone."""

    @extend_schema(
        operation_id="place_space", request=OwnSpaceInput, responses={200: schema_of(SpaceJSON)}
    )
    def patch(self, request: Request, space_id: str) -> Response:
        """Put the space elsewhere among the caller's own."""
        data = self.read(request, OwnSpaceInput)
        return Response(
            place_space(actor=self.actor(request), space_id=space_id, position=data["position"])
        )


class LeaveSpaceEndpoint(Endpoint):
    """Leaving."""

    @extend_schema(operation_id="leave_space", request=None, responses={204: None})
    def post(self, request: Request, space_id: str) -> Response:
        """Leave; a second time there is nothing left to leave (404)."""
        leave_space(actor=self.actor(request), space_id=space_id)
        return Response(status=204)


class TransferSpaceEndpoint(Endpoint):
    """Handing over."""

    @extend_schema(
        operation_id="transfer_space",
        request=NewOwnerInput,
        responses={200: schema_of(SpaceJSON)},
    )
    def post(self, request: Request, space_id: str) -> Response:
        """Make another member the owner."""
        data = self.read(request, NewOwnerInput)
        return Response(
            transfer_space(actor=self.actor(request), space_id=space_id, user_id=data["user_id"])
        )
