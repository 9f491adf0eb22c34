"""Reports: the list, and a page for each case with all that can be done about it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.operations.suspension import lift_suspension, suspend_user
from chatty.core.errors import Invalid, MethodNotAllowed, NotFound, Refusal
from chatty.core.ids import read_id
from conversations.models import ConversationType
from moderation.access import find_report, reports_for
from moderation.admin.forms import BanForm, ReasonForm, ResolveForm, SuspendForm
from moderation.admin.lists import ReadOnlyAdmin, shown_moment, shown_name
from moderation.models import Report, Status
from moderation.operations.bans import bar_person, readmit_person
from moderation.operations.cases import dismiss_report, resolve_report, take_report
from moderation.queries.cases import read_case, read_history, reports_about

# By the name in the address: what asks for the particulars.
FORMS: dict[str, type[ReasonForm]] = {
    "dismiss": ReasonForm,
    "resolve": ResolveForm,
    "suspend": SuspendForm,
    "lift": ReasonForm,
    "ban": BanForm,
    "unban": ReasonForm,
}


class StatusFilter(admin.SimpleListFilter):
    """Open reports, unless another status, or all, is asked for."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's signature
        return [*((value, str(label)) for value, label in Status.choices), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """The stock choices, the first of which means open ones here."""
        first, *others = super().choices(changelist)
        return [{**first, "display": "Open"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:  # noqa: ARG002 - Django's signature
        value = self.value()
        if value in Status.values:
            return queryset.filter(status=value)
        if value == "all":
            return queryset
        return queryset.filter(status__in=[Status.PENDING, Status.UNDER_REVIEW])


class ReportAdmin(ReadOnlyAdmin):
    """Reports, newest first. Those about the person who looks are not among them."""

    heading = "Reports"
    allowed_lookups = frozenset(
        {"status", "reason__exact", "target_type__exact", "created_at__gte", "created_at__lt"}
    )
    list_display = ("what", "reason", "status", "person", "from_whom", "with_whom", "moment")
    list_filter = (StatusFilter, "reason", "target_type", "created_at")
    list_select_related = ("reporter", "about", "moderator")

    def get_urls(self) -> list[URLPattern]:
        """The list, a page for each case, and what is done there."""
        wrap = self.admin_site.admin_view
        name = "moderation_report"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<uuid:report_id>/change/", wrap(self.show_case), name=f"{name}_change"),
            path("<uuid:report_id>/<slug:action>/", wrap(self.act), name=f"{name}_act"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        viewer: Any = request.user
        return reports_for(viewer).defer("sealed")

    @admin.display(description="report")
    def what(self, report: Report) -> str:
        """What was reported."""
        return str(report.get_target_type_display())

    @admin.display(description="about")
    def person(self, report: Report) -> SafeString | str:
        """Whose doing it is."""
        return shown_name(report.about)

    @admin.display(description="from")
    def from_whom(self, report: Report) -> SafeString | str:
        """Who reported it."""
        return shown_name(report.reporter)

    @admin.display(description="with")
    def with_whom(self, report: Report) -> SafeString | str:
        """The moderator who took or closed it."""
        return shown_name(report.moderator)

    @admin.display(description="reported")
    def moment(self, report: Report) -> SafeString:
        """When it was reported."""
        return shown_moment(report.created_at)

    def show_case(self, request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
        """The page of one report."""
        return self._page(request, report_id)

    def act(self, request: HttpRequest, report_id: uuid.UUID, action: str) -> HttpResponse:
        """Do something about a report and lead back; what was refused is shown in its place."""
        doing = DOINGS.get(action)
        if doing is None:
            raise NotFound
        if request.method != "POST":
            raise MethodNotAllowed("Use POST.")
        viewer: Any = request.user
        report = find_report(report_id, viewer=viewer)
        form = FORMS[action](request.POST, auto_id=f"{action}-%s") if action in FORMS else None
        if form is not None and not form.is_valid():
            return self._page(request, report_id, status=400, **{action: form})
        given = {"instead_of": request.POST.get("instead_of", "")}
        try:
            said = doing(viewer, report, form.cleaned_data if form is not None else given)
        except Refusal as refusal:
            if form is not None:
                form.show_refusal(refusal)
                return self._page(request, report_id, status=refusal.status, **{action: form})
            messages.error(request, refusal.detail)
        else:
            messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:moderation_report_change", args=[report_id]))

    def _page(
        self, request: HttpRequest, report_id: object, *, status: int = 200, **given: ReasonForm
    ) -> HttpResponse:
        viewer: Any = request.user
        report = find_report(report_id, viewer=viewer)
        case = read_case(report)
        about = report.about
        forms = {name: kind(auto_id=f"{name}-%s") for name, kind in FORMS.items()} | given
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{report.get_target_type_display()}: {report.get_reason_display()}",
            "report": report,
            "case": case,
            "forms": forms,
            "refused": next(iter(given), ""),
            "is_theirs": report.moderator_id not in (None, viewer.id),
            "others": [] if about is None else reports_about(about, viewer=viewer),
            "person_history": [] if about is None else read_history("user", about.id),
            "room": _room_of(report),
        }
        return render(request, "admin/reports/case.html", context, status=status)


def _room_of(report: Report) -> str:
    """What somebody can be banned from, in a word; nothing for a direct conversation."""
    room = report.conversation
    if room is None or room.type == ConversationType.DM:
        return ""
    return "space" if room.space_id is not None else room.type.lower()


def _take(actor: User, report: Report, given: dict[str, Any]) -> str:
    former = read_id(given["instead_of"])
    take_report(actor=actor, report_id=report.id, instead_of=former)
    return "This report is yours now."


def _dismiss(actor: User, report: Report, given: dict[str, Any]) -> str:
    dismiss_report(actor=actor, report_id=report.id, **given)
    return "Dismissed."


def _resolve(actor: User, report: Report, given: dict[str, Any]) -> str:
    resolve_report(actor=actor, report_id=report.id, **given)
    return "Resolved."


def _suspend(actor: User, report: Report, given: dict[str, Any]) -> str:
    person = suspend_user(actor=actor, user_id=report.about_id, case=f"report:{report.id}", **given)
    return f"@{person.username} is suspended."


def _lift(actor: User, report: Report, given: dict[str, Any]) -> str:
    case = f"report:{report.id}"
    person = lift_suspension(actor=actor, user_id=report.about_id, case=case, **given)
    return f"@{person.username} can sign in again."


def _ban(actor: User, report: Report, given: dict[str, Any]) -> str:
    bar_person(actor=actor, **_where(report), **given)
    return "They are banned there."


def _unban(actor: User, report: Report, given: dict[str, Any]) -> str:
    readmit_person(actor=actor, **_where(report), **given)
    return "They may come back there."


def _where(report: Report) -> dict[str, Any]:
    if report.conversation_id is None:
        raise Invalid("This report is about no conversation.")
    return {
        "conversation_id": report.conversation_id,
        "user_id": report.about_id,
        "case": f"report:{report.id}",
    }


DOINGS: dict[str, Callable[[User, Report, dict[str, Any]], str]] = {
    "take": _take,
    "dismiss": _dismiss,
    "resolve": _resolve,
    "suspend": _suspend,
    "lift": _lift,
    "ban": _ban,
    "unban": _unban,
}
