"""What was done in a space, and by whom."""

from accounts.models import AuditEntry
from chatty.core.errors import Invalid
from chatty.core.ids import read_id
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.access import InSpace

_ACTION_LENGTH = 64


def list_audit_entries(
    *, within: InSpace, page: PageRequest, action: str | None = None
) -> Page[AuditEntry]:
    """The entries about the viewer's space, newest first; those of one action alone where it is
    named.
    """
    rows = AuditEntry.objects.select_related("actor").filter(
        target_type="space", target_id=str(within.space.id)
    )
    if action is not None:
        if "\0" in action or len(action) > _ACTION_LENGTH:
            raise Invalid(errors={"action": ["Name an action, such as space.role_change."]})
        rows = rows.filter(action=action)
    if page.after is not None:
        rows = rows.filter(id__lt=read_id_key(page.after[0]))
    found = list(rows.order_by("-id")[: page.limit + 1])
    return cut_page(found, limit=page.limit, key=lambda entry: [entry.id])


def is_hidden_from(entry: AuditEntry, *, within: InSpace) -> bool:
    """Whether an entry is of a channel that the viewer may not see, or that is gone: what it was
    called and who saw it are the owner's to know.
    """
    if within.is_owner:
        return False
    named = read_id(entry.details.get("channel_id"))
    return named is not None and not within.permissions_in(named)
