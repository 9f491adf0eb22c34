"""Reports are reached through the moderator asking. Nobody reaches one about themselves: to them
it is not there.
"""

from django.db.models import Q, QuerySet

from accounts.access import require_moderator
from accounts.models import User
from chatty.core.errors import NotFound
from chatty.core.ids import read_id
from moderation.models import Report

_NOWHERE = "There is no such report."


def reports_for(viewer: User) -> QuerySet[Report]:
    """The reports that a moderator may see; the caller has asked whether they are one."""
    return Report.objects.filter(Q(about=None) | ~Q(about_id=viewer.id))


def find_report(report_id: object, *, viewer: User) -> Report:
    """A report with its people. Forbidden for who is no moderator, NotFound."""
    moderator = require_moderator(viewer)
    known = read_id(report_id)
    rows = reports_for(moderator).select_related("reporter", "about", "moderator", "conversation")
    report = None if known is None else rows.filter(id=known).first()
    if report is None:
        raise NotFound(_NOWHERE)
    return report


def lock_report(report_id: object, *, viewer: User) -> Report:
    """`find_report` under the report's row lock: of two moderators at once one goes first, and the
    other finds what that one has done.
    """
    moderator = require_moderator(viewer)
    known = read_id(report_id)
    # Alone: what a join brings was read before the wait, and would be of another time.
    rows = reports_for(moderator).select_for_update(no_key=True)
    report = None if known is None else rows.filter(id=known).first()
    if report is None:
        raise NotFound(_NOWHERE)
    return report
