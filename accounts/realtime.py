"""How sockets learn who is there: cookie, bearer token or ticket. And presence on them."""

import uuid
from collections.abc import Collection
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from accounts.access import COOKIE_KEY, find_current_session, find_ended_sessions
from accounts.adapters.access_tokens import read_access_token
from accounts.inputs import SocketPresenceInput, WatchInput
from accounts.models import User, UserSession
from accounts.operations.presence import note_presence, set_presence
from accounts.operations.sessions import touch_session
from accounts.operations.tickets import redeem_ticket
from accounts.queries.presence import list_watchable, read_presence
from accounts.wire import PresenceJSON, presence_json
from chatty.core.acting import act_as
from chatty.core.api import read_input
from chatty.core.errors import Forbidden, NotAuthenticated
from chatty.core.ids import read_id
from chatty.core.rate_limit import take_read
from chatty.realtime.presence import register_presence_listener
from chatty.realtime.registry import (
    Caller,
    Handshake,
    Watching,
    register_authenticator,
    register_operation,
    register_topics,
)
from chatty.realtime.topics import presence_topic, user_topic


class SessionAuthenticator:
    """The authenticator of `chatty.realtime.registry`, by `UserSession`."""

    def authenticate(self, handshake: Handshake) -> Caller:
        """The caller: by header, else by ticket, else by cookie; a wrong one is final."""
        session = _find_session(handshake)
        act_as(session.user_id)
        return Caller(user_id=session.user_id, session_id=session.id)

    def refusals(self, callers: Collection[Caller]) -> dict[uuid.UUID, Exception]:
        """By session, why its sockets must close; none of those that still hold."""
        return find_ended_sessions({caller.session_id for caller in callers})

    def actor(self, caller: Caller) -> User:
        """The person as they are now; refusals as in `find_current_session`."""
        session = find_current_session(caller.session_id)
        act_as(session.user_id)
        touch_session(session)
        return session.user


def _find_session(handshake: Handshake) -> UserSession:
    header = handshake.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise NotAuthenticated("Use `Authorization: Bearer <access token>`.")
        return find_current_session(read_access_token(token.strip()))
    if "ticket" in handshake.query:
        return find_current_session(redeem_ticket(ticket=handshake.query["ticket"]))
    # Only cookies are sent by browsers on behalf of foreign pages (CWE-1385).
    if not is_own_origin(handshake):
        raise Forbidden("Sockets with a cookie open from our own pages only.")
    session_id = _read_cookie_session(handshake)
    if session_id is None:
        raise NotAuthenticated
    return find_current_session(session_id)


def is_own_origin(handshake: Handshake) -> bool:
    """Whether the page that opens the socket is ours: at the public address or at the host called.

    Clients that are no browsers send no Origin; without one there is nothing to forge.
    """
    origin = handshake.headers.get("origin")
    if origin is None:
        return "cookie" not in handshake.headers
    if origin == settings.PUBLIC_ORIGIN:
        return True
    host = handshake.headers.get("host", "")
    name, _port = split_domain_port(host)
    return validate_host(name, settings.ALLOWED_HOSTS) and origin in (
        f"http://{host}",
        f"https://{host}",
    )


def _read_cookie_session(handshake: Handshake) -> uuid.UUID | None:
    cookies = parse_cookie(handshake.headers.get("cookie", ""))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    store = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return read_id(store.get(COOKIE_KEY)) if key else None


def show(actor: User, caller: Caller, data: dict[str, Any]) -> PresenceJSON:
    """`presence.set`."""
    values = read_input(SocketPresenceInput, data)
    return set_presence(
        actor=actor,
        status=values["status"],
        connection_id=caller.connection_id,
        is_automatic=values["automatic"],
    )


def watch(actor: User, caller: Caller, data: dict[str, Any]) -> Watching:
    """`presence.watch`."""
    take_read(caller.session_id)
    user_ids = list_watchable(read_input(WatchInput, data)["user_ids"])

    def answer() -> dict[str, Any]:
        people = read_presence(user_ids)
        return {
            "presences": [
                presence_json(person, viewer=actor, status=status) for person, status in people
            ]
        }

    return Watching(topics=[presence_topic(user_id) for user_id in user_ids], answer=answer)


def register() -> None:
    """Called when the app is ready."""
    register_authenticator(SessionAuthenticator())
    register_topics(
        lambda user_id: {user_topic(user_id): 0},
        of_many=lambda user_ids: {user_id: {user_topic(user_id): 0} for user_id in user_ids},
    )
    register_operation("presence.set", show)
    register_operation("presence.watch", watch)
    register_presence_listener(note_presence)
