"""`/me/sessions`: where one is signed in."""

import uuid

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import session_of
from accounts.operations.sessions import revoke_session
from accounts.queries.sessions import list_sessions
from accounts.wire import SessionJSON, session_json
from chatty.core.api import Endpoint
from chatty.core.openapi import page_of
from chatty.core.pagination import read_page


class SessionsEndpoint(Endpoint):
    """One's own sessions."""

    @extend_schema(
        operation_id="list_sessions",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(SessionJSON)},
    )
    def get(self, request: Request) -> Response:
        """Live sessions, newest first; `current` marks the one that asks."""
        current = session_of(request)
        page = list_sessions(viewer=self.actor(request), page=read_page(request.query_params, str))
        return Response(page.answer(lambda row: session_json(row, current=current)))


class SessionEndpoint(Endpoint):
    """One session of one's own."""

    @extend_schema(operation_id="revoke_session", responses={204: None})
    def delete(self, request: Request, session_id: uuid.UUID) -> Response:
        """End it, and close its sockets with 4401. Again is fine."""
        revoke_session(actor=self.actor(request), session_id=session_id)
        return Response(status=204)
