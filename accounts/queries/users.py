"""Reading people."""

import uuid
from collections.abc import Collection

from accounts.models import User
from chatty.core.errors import NotFound
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take


def look_up_user(*, viewer: User, username: str) -> User:
    """The person with exactly this username, or NotFound. RateLimited for who tries names."""
    take("user-lookup", viewer.id, per_minute(limits.lookups_per_minute))
    user = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    if user is None:
        raise NotFound
    return user


def owner_exists() -> bool:
    """Whether somebody runs this server already."""
    return User.objects.filter(is_superuser=True).exists()


def list_staff() -> list[User]:
    """Who looks after this server, owners included, by name."""
    return list(User.objects.filter(is_staff=True).order_by("username"))


def people_by_id(user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, User]:
    """These people by id, in one query; who is not there is left out. Accounts that are closed are
    found too: what they did still bears their name.
    """
    return {user.id: user for user in User.objects.filter(id__in=set(user_ids))} if user_ids else {}
