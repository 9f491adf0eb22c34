"""The audit log, to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import AuditEntry
from chatty.core.ids import read_id
from moderation.admin.lists import ReadOnlyAdmin, shown_moment, shown_name
from moderation.queries.cases import entries_for

_PAGES = {"user": "admin:accounts_user_change", "report": "admin:moderation_report_change"}


class AuditAdmin(ReadOnlyAdmin):
    """Entries, newest first; found by what they are about or by what was done."""

    heading = "Audit log"
    list_display = ("moment", "who", "action", "target", "told")
    list_display_links = None
    search_fields = ("action",)
    search_help_text = (
        "An action such as user.suspended, a username, or the id of what it is about."
    )

    def get_urls(self) -> list[URLPattern]:
        """The list alone: each entry stands there whole."""
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="accounts_auditentry_changelist")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        viewer: Any = request.user
        return entries_for(viewer)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By what has an index: target, actor's name or action."""
        del request
        term = search_term.strip()
        if not term:
            return queryset, False
        if (known := read_id(term)) is not None:
            return queryset.filter(target_id=str(known)), False
        if "." in term and not queryset.filter(actor__username=term.lower()).exists():
            return queryset.filter(action=term), False
        return queryset.filter(actor__username=term.lower().removeprefix("@")), False

    @admin.display(description="when")
    def moment(self, entry: AuditEntry) -> SafeString:
        """When it was done."""
        return shown_moment(entry.at)

    @admin.display(description="who")
    def who(self, entry: AuditEntry) -> SafeString | str:
        """Whose doing it was; nobody's where a command or the clock did it."""
        return shown_name(entry.actor)

    @admin.display(description="about")
    def target(self, entry: AuditEntry) -> SafeString | str:
        """What it was done to."""
        if not entry.target_id:
            return "-"
        shown = format_html("<code>{}</code>", entry.target_id)
        page = _PAGES.get(entry.target_type)
        if page is not None and (known := read_id(entry.target_id)) is not None:
            shown = format_html('<a href="{}">{}</a>', reverse(page, args=[known]), shown)
        return format_html("{} {}", entry.target_type, shown)

    @admin.display(description="details")
    def told(self, entry: AuditEntry) -> SafeString | str:
        """What else the entry says."""
        return format_html_join(
            " · ", "{}: <bdi>{}</bdi>", ((name, value) for name, value in entry.details.items())
        )
