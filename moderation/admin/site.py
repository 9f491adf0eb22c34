"""The site: our own sign-in and session before it, our own pages in it."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, URLResolver, include, path, re_path, reverse

from accounts.access import is_moderator
from accounts.models import AuditEntry, User
from chatty.core.acting import acting_as_program
from chatty.core.errors import Forbidden
from chatty.core.jobs.models import Job
from conversations.models import FeatureRollout
from moderation.admin.audit import AuditAdmin
from moderation.admin.features import FeatureAdmin
from moderation.admin.jobs import JobAdmin
from moderation.admin.people import PeopleAdmin
from moderation.admin.reports import ReportAdmin
from moderation.models import Report

SIGN_IN = "/signin"


class ModerationSite(AdminSite):
    """For staff whose account has its access. Others are led to sign in, or refused."""

    enable_nav_sidebar = False
    final_catch_all_view = True
    site_header = site_title = "Moderation"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person who asks looks after this server."""
        # Nobody while they are suspended: our middleware sees to that.
        return isinstance(request.user, User) and is_moderator(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The stock guard behind ours, which knows of no other way to sign in."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.has_permission(request):
                return _as_moderator(inner, request, *args, **kwargs)
            if request.user.is_authenticated:
                raise Forbidden("These pages are for those who look after this server.")
            return redirect_to_login(request.get_full_path(), SIGN_IN)

        return update_wrapper(guarded, inner)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Our lists and pages, and nothing of the stock site's own: it signs nobody in or out, sets
        no passwords, and looks nothing up by model.
        """
        labels = {model._meta.app_label for model in self._registry}  # noqa: SLF001 - Django documents _meta
        return [
            path("", self.admin_view(self.lead_to_reports), name="index"),
            *(
                path(
                    f"{model._meta.app_label}/{model._meta.model_name}/",  # noqa: SLF001 - the same
                    include(model_admin.urls),
                )
                for model, model_admin in self._registry.items()
            ),
            # Breadcrumbs of the stock lists lead there.
            re_path(
                f"^(?P<app_label>{'|'.join(sorted(labels))})/$",
                self.admin_view(self.lead_to_reports),
                name="app_list",
            ),
            re_path(r"(?P<url>.*)$", self.admin_view(self.catch_all_view)),
        ]

    def lead_to_reports(self, _request: HttpRequest, **_named: str) -> HttpResponse:
        """The reports are where the work is."""
        return HttpResponseRedirect(reverse("admin:moderation_report_changelist"))


def _as_moderator(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What a moderator sees is no matter of where they are members."""
    with acting_as_program():
        answer: HttpResponse = view(request, *args, **kwargs)
        # Lists are read when they are written out.
        if isinstance(answer, SimpleTemplateResponse):
            answer.render()
        return answer


site = ModerationSite(name="admin")
site.register(Report, ReportAdmin)
site.register(User, PeopleAdmin)
site.register(AuditEntry, AuditAdmin)
site.register(FeatureRollout, FeatureAdmin)
site.register(Job, JobAdmin)
