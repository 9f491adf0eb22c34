"""`/users`: other people."""

import uuid

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import find_user
from accounts.queries.presence import status_of
from accounts.queries.users import look_up_user
from accounts.wire import UserJSON, seen_user_json
from chatty.core.api import Endpoint
from chatty.core.errors import Invalid
from chatty.core.openapi import schema_of


class UsersEndpoint(Endpoint):
    """People by name."""

    @extend_schema(
        operation_id="look_up_user",
        parameters=[OpenApiParameter("username", str, required=True)],
        responses={200: schema_of(UserJSON)},
    )
    def get(self, request: Request) -> Response:
        """The person with exactly this username."""
        username = request.query_params.get("username", "")
        if not username or "\0" in username:
            raise Invalid(errors={"username": ["Name the person to look up."]})
        viewer = self.actor(request)
        user = look_up_user(viewer=viewer, username=username)
        return Response(seen_user_json(user, viewer=viewer, status=status_of(user)))


class UserEndpoint(Endpoint):
    """One person."""

    @extend_schema(operation_id="show_user", responses={200: schema_of(UserJSON)})
    def get(self, request: Request, user_id: uuid.UUID) -> Response:
        """A person, as privacy allows."""
        viewer = self.actor(request)
        user = find_user(user_id, viewer=viewer)
        return Response(seen_user_json(user, viewer=viewer, status=status_of(user)))
