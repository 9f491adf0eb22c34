"""People, with what moderators do to an account as a whole."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from accounts.access import find_user
from accounts.models import User
from accounts.operations.suspension import lift_suspension, suspend_user
from chatty.core.errors import MethodNotAllowed, NotFound, Refusal
from moderation.admin.forms import ReasonForm, SuspendForm
from moderation.admin.lists import ReadOnlyAdmin, shown_moment, shown_name
from moderation.queries.cases import read_history, reports_about


class StateFilter(admin.SimpleListFilter):
    """Who can sign in, who cannot, and who looks after the server."""

    title = "state"
    parameter_name = "state"
    _CONDITIONS = {
        "active": Q(is_active=True, suspended_at=None),
        "suspended": Q(suspended_at__isnull=False),
        "closed": Q(is_active=False),
        "moderators": Q(is_staff=True),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's signature
        return [(name, name.capitalize()) for name in self._CONDITIONS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:  # noqa: ARG002 - Django's signature
        condition = self._CONDITIONS.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class PeopleAdmin(ReadOnlyAdmin):
    """Accounts, the newest first, and a page for each."""

    allowed_lookups = frozenset({"state"})
    heading = "People"
    list_display = ("name", "email", "moment", "state")
    list_filter = (StateFilter,)
    search_fields = ("username",)
    search_help_text = "The beginning of a username, or a whole e-mail address."

    def get_urls(self) -> list[URLPattern]:
        """The list, a page for each person, and what is done there."""
        wrap = self.admin_site.admin_view
        name = "accounts_user"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<uuid:user_id>/change/", wrap(self.show_person), name=f"{name}_change"),
            path("<uuid:user_id>/<slug:action>/", wrap(self.act), name=f"{name}_act"),
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the beginning of the username, or by the whole address."""
        del request
        term = search_term.strip().lower().removeprefix("@")
        if not term:
            return queryset, False
        field = "email" if "@" in term else "username__startswith"
        return queryset.filter(**{field: term}), False

    @admin.display(description="person")
    def name(self, person: User) -> SafeString | str:
        """Display name and username."""
        return shown_name(person)

    @admin.display(description="state")
    def state(self, person: User) -> str:
        """What keeps the account from the ordinary, in words."""
        words = [
            "Owner" if person.is_superuser else "Moderator" if person.is_staff else "",
            "Suspended" if person.is_suspended else "",
            "" if person.is_active else "Closed",
        ]
        return ", ".join(filter(None, words)) or "Active"

    @admin.display(description="since")
    def moment(self, person: User) -> SafeString:
        """When the account was made."""
        return shown_moment(person.created_at)

    def show_person(self, request: HttpRequest, user_id: object) -> HttpResponse:
        """The page of one person."""
        return self._page(request, user_id)

    def act(self, request: HttpRequest, user_id: object, action: str) -> HttpResponse:
        """Do something to the account and lead back; what was refused is shown in its place."""
        doing = {"suspend": (SuspendForm, suspend_user), "lift": (ReasonForm, lift_suspension)}
        if action not in doing:
            raise NotFound
        if request.method != "POST":
            raise MethodNotAllowed("Use POST.")
        kind, operation = doing[action]
        form = kind(request.POST, auto_id=f"{action}-%s")
        if not form.is_valid():
            return self._page(request, user_id, status=400, **{action: form})
        actor: Any = request.user
        try:
            person = operation(actor=actor, user_id=user_id, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            if refusal.status == NotFound.status:
                raise
            form.show_refusal(refusal)
            return self._page(request, user_id, status=refusal.status, **{action: form})
        said = "is suspended" if person.is_suspended else "can sign in again"
        messages.success(request, f"@{person.username} {said}.")
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[person.id]))

    def _page(
        self, request: HttpRequest, user_id: object, *, status: int = 200, **forms: ReasonForm
    ) -> HttpResponse:
        viewer: Any = request.user
        person = find_user(user_id, viewer=viewer)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": person.display_name,
            "person": person,
            "state": self.state(person),
            "suspend": SuspendForm(auto_id="suspend-%s"),
            "lift": ReasonForm(auto_id="lift-%s"),
            "reports": reports_about(person, viewer=viewer),
            "history": read_history("user", person.id),
            "is_self": person.id == viewer.id,
            "refused": next(iter(forms), ""),
            **forms,
        }
        return render(request, "admin/people/person.html", context, status=status)
