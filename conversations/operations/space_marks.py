"""Letting go of the marks that nobody's unread counts begin at any more."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from chatty.core.clock import now
from chatty.core.limits import limits
from conversations.models import SpaceMark, SpaceMember


def forget_marks() -> int:
    """Delete the marks of spaces that no member has and that nobody is given any more; how many."""
    # Twice as long as one is given out: who is about to get it has it by then.
    before = now() - timedelta(seconds=limits.space_mark_seconds * 2)
    held = SpaceMember.objects.filter(mark_id=OuterRef("id"))
    count, _ = SpaceMark.objects.filter(~Exists(held), at__lt=before).delete()
    return count
