"""Features, and to whom this server offers them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from accounts.models import AuditEntry, User
from chatty.core.errors import NotFound, Refusal
from conversations.models import FeatureRollout
from conversations.operations.features import offer_feature
from conversations.queries.features import list_rollouts
from conversations.rules.features import TITLES, Feature
from moderation.admin.forms import RolloutForm
from moderation.admin.lists import ReadOnlyAdmin
from moderation.queries.cases import read_history


class FeatureAdmin(ReadOnlyAdmin):
    """Every feature there is, and a page for each. Owners change them, moderators look."""

    heading = "Features"
    ordering = ("feature",)

    def get_urls(self) -> list[URLPattern]:
        """The list, and a page for each feature."""
        wrap = self.admin_site.admin_view
        name = "conversations_featurerollout"
        return [
            path("", wrap(self.list_features), name=f"{name}_changelist"),
            path("<slug:feature>/change/", wrap(self.show_feature), name=f"{name}_change"),
        ]

    def list_features(self, request: HttpRequest) -> HttpResponse:
        """All of them: there are few, and most have no row."""
        rows = [(rollout, TITLES[Feature(rollout.feature)]) for rollout in list_rollouts()]
        return self._render(request, "list.html", title=self.heading, rows=rows)

    def show_feature(self, request: HttpRequest, feature: str) -> HttpResponse:
        """To whom one is offered; its form changes that."""
        rollout = next((row for row in list_rollouts() if row.feature == feature), None)
        if rollout is None:
            raise NotFound
        if request.method != "POST":
            return self._page(request, rollout, RolloutForm(initial=_written(rollout)))
        form = RolloutForm(request.POST)
        if not form.is_valid():
            return self._page(request, rollout, form, status=400)
        actor: Any = request.user
        try:
            offer_feature(actor=actor, feature=feature, **form.wanted())
        except Refusal as refusal:
            form.show_refusal(refusal)
            return self._page(request, rollout, form, status=refusal.status)
        messages.success(request, f"{TITLES[Feature(feature)]}: saved.")
        return HttpResponseRedirect(
            reverse("admin:conversations_featurerollout_change", args=[feature])
        )

    def _page(
        self, request: HttpRequest, rollout: FeatureRollout, form: RolloutForm, *, status: int = 200
    ) -> HttpResponse:
        viewer: Any = request.user
        return self._render(
            request,
            "feature.html",
            status=status,
            title=TITLES[Feature(rollout.feature)],
            rollout=rollout,
            form=form,
            may_change=viewer.is_superuser,
            history=_history(rollout),
        )

    def _render(
        self, request: HttpRequest, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/features/{template}", whole, status=status)


def _written(rollout: FeatureRollout) -> dict[str, Any]:
    """A rollout as the form has it."""
    people = User.objects.filter(id__in=rollout.user_ids).order_by("username")
    return {
        "percentage": rollout.percentage,
        "usernames": " ".join(people.values_list("username", flat=True)),
        "space_ids": " ".join(map(str, rollout.space_ids)),
    }


def _history(rollout: FeatureRollout) -> list[AuditEntry]:
    return read_history("feature", rollout.feature)
