"""Who reacted with what."""

from django.db.models import Q

from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from messaging.access import Reached
from messaging.models import HiddenMessage, Reaction


def list_reactions(reached: Reached, *, emoji: str | None, page: PageRequest) -> Page[Reaction]:
    """The reactions to a message, by person; with `emoji` those with it alone. None to what its
    reader hides; a tombstone has none.
    """
    message = reached.message
    place = {"conversation_id": message.conversation_id, "message_id": message.id}
    if HiddenMessage.objects.filter(**place, user_id=reached.membership.user_id).exists():
        return Page([], None)
    rows = Reaction.objects.filter(**place).select_related("user")
    if emoji is not None:
        rows = rows.filter(emoji=emoji)
    if page.after is not None:
        person, last = read_id_key(page.after[0]), page.after[1]
        rows = rows.filter(Q(user_id__gt=person) | Q(user_id=person, emoji__gt=last))
    # As the primary key has them: however many there are, a page reads no more than it shows.
    found = list(rows.order_by("user_id", "emoji")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda row: [row.user_id, row.emoji])
