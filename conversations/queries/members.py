"""Lists of members."""

import uuid
from collections.abc import Sequence

from accounts.models import User
from chatty.core.errors import Invalid, NotFound
from chatty.core.limits import limits
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.models import Membership, Role


def list_members(*, within: Membership, page: PageRequest) -> Page[Membership]:
    """The present members of the viewer's conversation, by id (so by age of the account)."""
    rows = Membership.objects.select_related("user").filter(
        conversation_id=within.conversation_id, left_at=None
    )
    if page.after is not None:
        rows = rows.filter(user_id__gt=read_id_key(page.after[0]))
    found = list(rows.order_by("user_id")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [row.user_id])


def find_people(user_ids: Sequence[object]) -> tuple[list[User], list[tuple[uuid.UUID, str]]]:
    """Who of these can be added, by id, and who cannot, with the code of the reason.

    Invalid for more than may be added at once.
    """
    if len(user_ids) > limits.group_members_at_once:
        raise Invalid(errors={"user_ids": [f"Add at most {limits.group_members_at_once} at once."]})
    wanted = {uuid.UUID(str(user_id)) for user_id in user_ids}
    people = list(User.objects.filter(id__in=wanted, is_active=True).order_by("id"))
    missing = sorted(wanted - {person.id for person in people})
    return people, [(user_id, NotFound.code) for user_id in missing]


def has_other_owner(mine: Membership) -> bool:
    """Whether somebody else in the conversation, who can sign in, is its owner too."""
    return (
        Membership.objects.filter(
            conversation_id=mine.conversation_id,
            role=Role.OWNER,
            left_at=None,
            user__is_active=True,
        )
        .exclude(user_id=mine.user_id)
        .exists()
    )


def member_changes(
    *, conversation_id: uuid.UUID, since_rev: int, until_rev: int, limit: int | None
) -> list[Membership]:
    """Memberships that changed in (since_rev, until_rev], departed ones included, in that order;
    all of them without `limit`.
    """
    return list(
        Membership.objects.select_related("user")
        .filter(conversation_id=conversation_id, rev__gt=since_rev, rev__lte=until_rev)
        .order_by("rev")[:limit]
    )


def watermarks(*, conversation_id: uuid.UUID, limit: int) -> list[Membership]:
    """The receipts of present members; none in conversations with more than `limit`."""
    rows = list(
        Membership.objects.filter(conversation_id=conversation_id, left_at=None).only(
            "conversation_id", "user_id", "read_seq", "delivered_seq"
        )[: limit + 1]
    )
    return rows if len(rows) <= limit else []
