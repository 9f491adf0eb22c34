"""The rows that hold what a conversation is to one person alone."""

from chatty.core.errors import NotFound
from conversations.models import Membership
from conversations.queries.standings import make_rows, standings_of


def lock_own_row(mine: Membership) -> Membership:
    """Lock a member's own row, and no other: what is personal does not queue behind sends.

    In a channel of a space it is made where it is needed for the first time. NotFound for who has
    left meanwhile.
    """
    pair = (mine.conversation_id, mine.user_id)
    if mine.space_id is not None:
        make_rows(standings_of([pair]))
    row = (
        Membership.with_channels.select_for_update()
        .filter(conversation_id=pair[0], user_id=pair[1], space_id=mine.space_id, left_at=None)
        .first()
    )
    if row is None:
        raise NotFound("There is no such conversation.")
    row.conversation, row.standing, row.role = mine.conversation, mine.standing, mine.role
    return row
