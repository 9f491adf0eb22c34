"""`/auth/*`: signing up, in, on and out as JSON. None of it sets a cookie; pages do."""

from datetime import UTC, datetime

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import device_of, session_of
from accounts.inputs import LoginInput, RefreshInput, RegisterInput
from accounts.operations.refreshing import refresh_session
from accounts.operations.registration import sign_up
from accounts.operations.sessions import SIGNED_OUT, SignedIn, revoke_session
from accounts.operations.sign_in import sign_in
from accounts.operations.tickets import issue_ticket
from accounts.wire import LoginJSON, TicketJSON, login_json
from chatty.core.api import Endpoint
from chatty.core.limits import limits
from chatty.core.openapi import schema_of
from chatty.core.wsgi_bridge import RECEIVED_AT


def shape_login(signed_in: SignedIn) -> LoginJSON:
    """The answer to every sign-in."""
    return login_json(
        signed_in.session,
        access_token=signed_in.access_token,
        refresh_token=signed_in.refresh_token,
    )


class RegisterEndpoint(Endpoint):
    """Make an account."""

    # A header or cookie that came along is nobody's proof here.
    authentication_classes = []
    is_public = True

    @extend_schema(
        operation_id="register", request=RegisterInput, responses={201: schema_of(LoginJSON)}
    )
    def post(self, request: Request) -> Response:
        """Sign up. 400 `username_taken`, `email_taken`; 403 `registration_closed`."""
        given = self.read(request, RegisterInput)
        signed_in = sign_up(
            username=given["username"],
            email=given["email"],
            password=given["password"],
            display_name=given.get("display_name", ""),
            invite_code=given.get("invite_code", ""),
            device=device_of(request, given.get("device_name", "")),
            with_refresh_token=True,
        )
        return Response(shape_login(signed_in), status=201)


class LoginEndpoint(Endpoint):
    """Sign in with a password."""

    authentication_classes = []
    is_public = True

    @extend_schema(operation_id="login", request=LoginInput, responses={200: schema_of(LoginJSON)})
    def post(self, request: Request) -> Response:
        """Sign in. 401 `invalid_credentials`, the same whether or not the account exists."""
        given = self.read(request, LoginInput)
        signed_in = sign_in(
            login=given["login"],
            password=given["password"],
            device=device_of(request, given.get("device_name", "")),
            with_refresh_token=True,
        )
        return Response(shape_login(signed_in))


class RefreshEndpoint(Endpoint):
    """Exchange a refresh token."""

    authentication_classes = []
    is_public = True

    @extend_schema(
        operation_id="refresh", request=RefreshInput, responses={200: schema_of(LoginJSON)}
    )
    def post(self, request: Request) -> Response:
        """New tokens. 401 `refresh_reused` for a token that was used before; its session ends."""
        given = self.read(request, RefreshInput)
        received = request.META.get(RECEIVED_AT)
        signed_in = refresh_session(
            refresh_token=given["refresh_token"],
            ip_address=device_of(request).ip_address,
            received_at=None if received is None else datetime.fromtimestamp(received, UTC),
        )
        return Response(shape_login(signed_in))


class LogoutEndpoint(Endpoint):
    """Sign out."""

    @extend_schema(operation_id="logout", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """End the session that asks, and close its sockets with 4401."""
        revoke_session(
            actor=self.actor(request), session_id=session_of(request).id, reason=SIGNED_OUT
        )
        return Response(status=204)


class TicketEndpoint(Endpoint):
    """A ticket for one socket."""

    @extend_schema(
        operation_id="issue_ticket", request=None, responses={200: schema_of(TicketJSON)}
    )
    def post(self, request: Request) -> Response:
        """For clients that can send neither cookie nor header with an upgrade."""
        ticket = issue_ticket(session=session_of(request))
        answer: TicketJSON = {"ticket": ticket, "expires_in": limits.ticket_seconds}
        return Response(answer)
