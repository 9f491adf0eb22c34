"""Reads of invites."""

from django.db.models import F, Q

from accounts.rules.devices import address_key
from chatty.core.acting import acting_as_program
from chatty.core.clock import now
from chatty.core.errors import NotFound
from chatty.core.limits import limits
from chatty.core.pagination import Page, PageRequest, cut_page, moment_key, read_moment_key
from chatty.core.rate_limit import per_minute, take
from conversations.access import InSpace
from conversations.models import Invite, Membership
from conversations.rules.invites import invite_status
from conversations.wire import InviteLandingJSON, invite_landing_json


def list_invites(*, within: Membership | InSpace, page: PageRequest) -> Page[Invite]:
    """Invites of the viewer's conversation or space that still let people in, newest first."""
    of_here = (
        Q(space_id=within.space.id)
        if isinstance(within, InSpace)
        else Q(conversation_id=within.conversation_id)
    )
    rows = Invite.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now()),
        Q(max_uses=None) | Q(uses__lt=F("max_uses")),
        of_here,
        revoked_at=None,
    )
    if page.after is not None:
        at, code = read_moment_key(page.after[0]), page.after[1]
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, code__lt=code))
    found = list(rows.order_by("-created_at", "-code")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [moment_key(row.created_at), row.code])


def take_invite_look(ip_address: str | None) -> None:
    """Spend one of an address's looks at invites, so that codes cannot be tried; RateLimited."""
    take("invite-look", address_key(ip_address), per_minute(limits.lookups_per_minute))


def find_invite(code: str) -> Invite:
    """An invite by its code, whoever asks: the code is the right to see it."""
    with acting_as_program():
        invite = (
            Invite.objects.select_related("conversation", "space", "created_by")
            .filter(code=code, conversation__deleted_at=None, space__deleted_at=None)
            .first()
        )
    if invite is None:
        raise NotFound("There is no such invite.")
    return invite


def is_open_invite(code: str) -> bool:
    """Whether a code lets somebody in now."""
    try:
        return landing(find_invite(code))["status"] == "open"
    except NotFound:
        return False


def landing(invite: Invite) -> InviteLandingJSON:
    """What an invite leads to, with its `status`."""
    return invite_landing_json(invite, status_of(invite))


def status_of(invite: Invite) -> str:
    """`open`, or why the invite lets nobody in now; what it leads to must be loaded."""
    conversation = invite.conversation
    return invite_status(
        at=now(),
        expires_at=invite.expires_at,
        revoked_at=invite.revoked_at,
        uses=invite.uses,
        max_uses=invite.max_uses,
        is_archived=conversation is not None and conversation.archived_at is not None,
    )
