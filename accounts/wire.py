"""People as JSON. The shapes are those of the wire contract; every field is always present."""

from typing import Any, TypedDict

from accounts.models import User, UserSession
from accounts.models.rows import UserRow
from accounts.rules.privacy import EVERYONE, privacy_of
from chatty.core.clock import wire_time, wire_time_or_none
from chatty.core.limits import limits
from chatty.realtime.presence import OFFLINE


class UserJSON(TypedDict):
    """A person as others see them."""

    id: str
    username: str
    display_name: str
    avatar_url: str | None
    bio: str
    custom_status: str
    is_bot: bool
    last_seen_at: str | None
    presence: str | None
    relation: str


class MeJSON(UserJSON):
    """A person as they see themselves."""

    email: str
    phone: str | None
    is_verified: bool
    locale: str
    time_zone: str
    privacy_settings: dict[str, str]
    preferences: dict[str, Any]
    created_at: str
    version: int


class SessionJSON(TypedDict):
    """A sign-in on one device. `current`: the one that asks."""

    id: str
    device_name: str
    platform: str
    ip_address: str | None
    user_agent: str
    created_at: str
    last_used_at: str
    expires_at: str
    current: bool


class LoginJSON(TypedDict):
    """What a sign-in answers. `access_expires_in` counts seconds."""

    user: MeJSON
    session: SessionJSON
    access_token: str
    access_expires_in: int
    refresh_token: str


class PresenceJSON(TypedDict):
    """Whether somebody is there: online, away, dnd or offline; null while that is not known."""

    user_id: str
    status: str | None
    last_seen_at: str | None
    custom_status: str


class TicketJSON(TypedDict):
    """A ticket for one socket. `expires_in` counts seconds."""

    ticket: str
    expires_in: int


def user_json(user: User | UserRow) -> UserJSON:
    """A person as everyone may see them, so that it can stand in events that all members share."""
    return {
        "id": str(user.id),
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": None,
        "bio": user.bio,
        "custom_status": user.custom_status,
        "is_bot": user.is_bot,
        "last_seen_at": wire_time_or_none(user.last_seen_at) if shows_presence(user) else None,
        "presence": None,
        "relation": "none",
    }


def seen_user_json(user: User, *, viewer: User, status: str | None) -> UserJSON:
    """A person for one other, with the presence that the other may see."""
    seen = presence_json(user, viewer=viewer, status=status)
    return {**user_json(user), "last_seen_at": seen["last_seen_at"], "presence": seen["status"]}


def shows_presence(user: User | UserRow) -> bool:
    """Whether others see when a person is there and was last seen: both or neither."""
    return privacy_of(user.privacy_settings or {})["last_seen"] == EVERYONE


def shows_origin(user: User) -> bool:
    """Whether forwards of what a person said lead to them. Contacts of the author are no audience
    of a forward, which anybody may read.
    """
    return privacy_of(user.privacy_settings or {})["forwards"] == EVERYONE


def presence_json(user: User, *, viewer: User | None, status: str | None) -> PresenceJSON:
    """A person's presence for one viewer, or for all (None). Who hides it is offline to others."""
    is_shown = shows_presence(user) or (viewer is not None and viewer.id == user.id)
    return {
        "user_id": str(user.id),
        "status": status if is_shown or status is None else OFFLINE,
        "last_seen_at": wire_time_or_none(user.last_seen_at) if is_shown else None,
        "custom_status": user.custom_status,
    }


def me_json(user: User) -> MeJSON:
    """A person for themselves."""
    return {
        **user_json(user),
        "last_seen_at": wire_time_or_none(user.last_seen_at),
        "email": user.email,
        "phone": user.phone,
        "is_verified": user.is_verified,
        "locale": user.locale,
        "time_zone": user.time_zone,
        "privacy_settings": privacy_of(user.privacy_settings),
        "preferences": user.preferences,
        "created_at": wire_time(user.created_at),
        "version": user.version,
    }


def session_json(session: UserSession, *, current: UserSession | None) -> SessionJSON:
    """A session for its owner, who asks from `current`."""
    return {
        "id": str(session.id),
        "device_name": session.device_name,
        "platform": session.platform,
        "ip_address": session.ip_address,
        "user_agent": session.user_agent,
        "created_at": wire_time(session.created_at),
        "last_used_at": wire_time(session.last_used_at),
        "expires_at": wire_time(session.expires_at),
        "current": current is not None and session.id == current.id,
    }


def login_json(session: UserSession, *, access_token: str, refresh_token: str) -> LoginJSON:
    """A session with its fresh tokens."""
    return {
        "user": me_json(session.user),
        "session": session_json(session, current=session),
        "access_token": access_token,
        "access_expires_in": limits.access_token_seconds,
        "refresh_token": refresh_token,
    }
