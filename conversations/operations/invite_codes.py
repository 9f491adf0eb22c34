"""The codes of invites, wherever they lead."""

import secrets
from typing import Final

from chatty.core.errors import Forbidden, InviteExpired, InviteUsedUp
from conversations.models import Invite
from conversations.queries.invites import status_of

_CODE_BYTES: Final = 16


def new_code() -> str:
    """A code that nobody guesses."""
    return secrets.token_urlsafe(_CODE_BYTES)


def check_invite(invite: Invite) -> None:
    """InviteExpired or InviteUsedUp when it lets nobody in any more; Forbidden where the
    conversation is archived.
    """
    status = status_of(invite)
    if status == "archived":
        raise Forbidden("This conversation is archived. Nobody joins it now.")
    if status == "used_up":
        raise InviteUsedUp("This invite was used up. Ask for a new one.")
    if status != "open":
        raise InviteExpired("This invite has expired. Ask for a new one.")
