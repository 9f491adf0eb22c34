"""Lists that stay quick however long they are, and show rows that nobody changes here."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from chatty.core.limits import limits

ROWS_A_PAGE = 50


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # as below
    """Counts no further than `limits.moderation_list_rows`, which is as far as one can page."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, up to the bound."""
        rows: Any = self.object_list
        return len(rows.values_list("pk", flat=True)[: limits.moderation_list_rows])


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # subscripting it needs a patch of Django at run time
    """A list for moderators. Who may come here at all, the site has asked by then."""

    # Whatever else an address asks for is refused: hashes of passwords could be guessed that way.
    allowed_lookups: ClassVar[frozenset[str]] = frozenset()
    heading: ClassVar[str]

    actions = None
    list_per_page = ROWS_A_PAGE
    list_max_show_all = ROWS_A_PAGE
    ordering = ("-id",)
    paginator = BoundedPaginator
    preserve_filters = False
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The stock list under a heading of ours."""
        context = {"title": self.heading, **(extra_context or {})}
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    def lookup_allowed(self, lookup: str, value: object, request: object = None) -> bool:  # noqa: ARG002 - Django's signature
        """Whether a list can be asked for by this field."""
        return lookup in self.allowed_lookups

    def has_module_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return True

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002 - Django's signature
        return True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002 - Django's signature
        return False


def shown_name(person: User | None) -> SafeString | str:
    """A person in a list; a name in any script keeps to its own place."""
    if person is None:
        return "-"
    return format_html(
        '<bdi>{}</bdi> <span class="quiet">@{}</span>', person.display_name, person.username
    )


def shown_moment(moment: datetime) -> SafeString:
    """A time in a list, in UTC and without words, so that columns line up."""
    shown = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), shown)
