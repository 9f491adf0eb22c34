"""`/me`: one's own account."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.inputs import MeInput, read_version
from accounts.operations.profile import update_me
from accounts.wire import MeJSON, me_json
from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of


class MeEndpoint(Endpoint):
    """One's own account."""

    @extend_schema(operation_id="show_me", responses={200: schema_of(MeJSON)})
    def get(self, request: Request) -> Response:
        """The account of the person who asks."""
        return Response(me_json(self.actor(request)))

    @extend_schema(
        operation_id="update_me",
        request=MeInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(MeJSON)},
    )
    def patch(self, request: Request) -> Response:
        """Change what is named; 409 `version_conflict` with `current` from an older version."""
        given = self.read(request, MeInput)
        version = read_version(request.headers.get("If-Match"), given.pop("version", None))
        return Response(
            me_json(update_me(actor=self.actor(request), changes=given, version=version))
        )
