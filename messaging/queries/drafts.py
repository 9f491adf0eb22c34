"""Drafts."""

from conversations.models import Membership
from messaging.models import Draft


def find_draft(*, within: Membership) -> Draft | None:
    """The member's draft; None where they never wrote one."""
    return Draft.objects.filter(
        conversation_id=within.conversation_id, user_id=within.user_id
    ).first()
