"""Reaching people and sessions, through the person who asks."""

import uuid
from collections.abc import Collection

from accounts.models import User, UserSession
from chatty.core.clock import now
from chatty.core.errors import Forbidden, NotAuthenticated, NotFound, Suspended
from chatty.core.ids import read_id
from chatty.core.prepared import run_prepared
from chatty.core.rows import Columns

# Where Django's session of a browser keeps the id of the person's session.
COOKIE_KEY = "user_session"
SESSION_ENDED = "This session has ended. Sign in again."

# Every request asks this.
_SESSIONS, _USERS = Columns(UserSession, "s"), Columns(User, "u")
_SESSION = f"""
SELECT {_SESSIONS.sql}, {_USERS.sql}
FROM user_sessions s JOIN users u ON u.id = s.user_id WHERE s.id = %(id)s
"""  # noqa: S608 - columns of our own models


def find_user(user_id: object, *, viewer: User) -> User:
    """The person with this id; NotFound otherwise. On one server all members may see each other."""
    found = read_id(user_id)
    if found is None or not viewer.is_active:
        raise NotFound
    if found == viewer.id:
        return viewer
    user = User.objects.filter(id=found).first()
    if user is None:
        raise NotFound
    return user


def find_session(session_id: object, *, viewer: User) -> UserSession:
    """A session of one's own; NotFound for everyone else's."""
    found = read_id(session_id)
    session = (
        None if found is None else UserSession.objects.filter(id=found, user_id=viewer.id).first()
    )
    if session is None:
        raise NotFound
    session.user = viewer
    return session


def find_browser_session(session_id: object) -> UserSession | None:
    """The live session that a cookie names, with its person (who may be suspended), or None."""
    found = read_id(session_id)
    if found is None:
        return None
    for row in run_prepared(_SESSION, {"id": found}):
        session = _SESSIONS.make(row[: _SESSIONS.count])
        session.user = _USERS.make(row[_SESSIONS.count :])
        if session.is_live(at=now()) and session.user.is_active:
            return session
    return None


def find_current_session(session_id: uuid.UUID) -> UserSession:
    """The session that a proof names, with its person, in one query.

    NotAuthenticated once it has ended or the account is closed; Suspended while moderation says so.
    """
    session = find_browser_session(session_id)
    if session is None:
        raise NotAuthenticated(SESSION_ENDED)
    if session.user.is_suspended:
        raise Suspended(session.user.suspension_reason)
    return session


def find_ended_sessions(session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Exception]:
    """What `find_current_session` raises for each of these that it refuses, in one query."""
    live = {
        session.id: session
        for session in UserSession.objects.filter(id__in=session_ids).select_related("user")
        if session.is_live(at=now()) and session.user.is_active
    }
    ended: dict[uuid.UUID, Exception] = {}
    for session_id in session_ids:
        session = live.get(session_id)
        if session is None:
            ended[session_id] = NotAuthenticated(SESSION_ENDED)
        elif session.user.is_suspended:
            ended[session_id] = Suspended(session.user.suspension_reason)
    return ended


def is_moderator(person: User) -> bool:
    """Whether somebody looks after this server: its staff, while their account has its access."""
    return person.is_staff and person.is_active and not person.is_suspended


def require_moderator(actor: User) -> User:
    """The actor as they are now; Forbidden unless they look after this server."""
    found = User.objects.filter(id=actor.id).first()
    if found is None or not is_moderator(found):
        raise Forbidden("Only those who look after this server may do this.")
    return found


def require_power_over(actor: User, person: User) -> None:
    """Forbidden where a moderator would act on themselves, or on an owner without being one."""
    if person.id == actor.id:
        raise Forbidden("Nobody does this to themselves.")
    if person.is_superuser and not actor.is_superuser:
        raise Forbidden("Only an owner of this server acts on another owner.")
