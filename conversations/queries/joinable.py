"""One space to whoever may come into it without an invite."""

from accounts.models import User
from chatty.core.acting import acting_as_program
from chatty.core.errors import NotFound
from chatty.core.ids import read_id
from conversations.models import Joining, Space
from conversations.queries.discovery import shape_briefs
from conversations.wire import SpaceBriefJSON


def find_joinable(space_id: object, *, viewer: User) -> SpaceBriefJSON:
    """A space that lets itself be found, or that is open to who knows its address; NotFound for all
    others, and for those that are not there, alike. A member finds their own.
    """
    known = read_id(space_id)
    # What it lets be seen is decided here: a policy knows nothing of addresses.
    with acting_as_program():
        space = Space.objects.filter(id=known, deleted_at=None).first() if known else None
    if space is not None:
        (brief,) = shape_briefs(viewer, [space])
        if brief["is_member"] or space.is_discoverable or space.joining != Joining.INVITE:
            return brief
    raise NotFound("There is no such space.")
