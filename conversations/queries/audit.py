"""What was done in a space, and by whom."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import AuditEntry
from chatty.core.errors import Invalid
from chatty.core.ids import read_id
from chatty.core.pagination import Page, PageRequest, cut_page, read_id_key
from conversations.access import InSpace
from conversations.queries.places import seen_categories

_ACTION_LENGTH = 64


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """An entry as its reader may know it. `is_hidden`: it is of a channel that they do not see, so
    they hear that something was done, and no more.
    """

    entry: AuditEntry
    details: Mapping[str, Any]
    is_hidden: bool


def list_audit_entries(
    *, within: InSpace, page: PageRequest, action: str | None = None
) -> Page[ToldEntry]:
    """The entries about the viewer's space, newest first; those of one action alone where it is
    named.

    What is of a channel or heading that the viewer does not see, or that is gone, is left out: who
    counted it would know how many are hidden. Those who manage channels in the whole space know
    that there are such, so they hear that something was done; the owner hears all of it.
    """
    rows = AuditEntry.objects.select_related("actor").filter(
        target_type="space", target_id=str(within.space.id)
    )
    if action is not None:
        if "\0" in action or len(action) > _ACTION_LENGTH:
            raise Invalid(errors={"action": ["Name an action, such as space.role_change."]})
        rows = rows.filter(action=action)
    manages = "manage_channels" in within.permissions
    headings = None
    if not manages:
        headings = {one.category.id for one in seen_categories(within=within)}
        rows = rows.filter(_of("channel_id", within.visible), _of("category_id", headings))
    if page.after is not None:
        rows = rows.filter(id__lt=read_id_key(page.after[0]))
    found = list(rows.order_by("-id")[: page.limit + 1])
    cut = cut_page(found, limit=page.limit, key=lambda entry: [entry.id])
    told = [_tell(one, within, headings=headings) for one in cut.rows]
    return Page(rows=told, next=cut.next)


def _of(name: str, seen: Collection[uuid.UUID]) -> Q:
    """Entries that name no such place, or one of these."""
    field = f"details__{name}"
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": [str(one) for one in seen]})


def _tell(
    entry: AuditEntry, within: InSpace, *, headings: Collection[uuid.UUID] | None
) -> ToldEntry:
    """`headings`: those that the reader knows of; None where they know all."""
    named = read_id(entry.details.get("channel_id"))
    if named is not None and not within.is_owner and named not in within.visible:
        return ToldEntry(entry, {}, is_hidden=True)
    details = entry.details
    if headings is not None:
        details = {name: _known(part, headings) for name, part in details.items()}
        # Hidden channels are moved along with others.
        details.pop("moved", None)
    return ToldEntry(entry, details, is_hidden=False)


def _known(part: Any, headings: Collection[uuid.UUID]) -> Any:
    """`before` or `after` without a heading that the reader does not know of."""
    if not isinstance(part, Mapping) or (named := read_id(part.get("category_id"))) is None:
        return part
    if named in headings:
        return part
    return {name: value for name, value in part.items() if name != "category_id"}
