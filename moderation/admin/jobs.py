"""Jobs that have failed for good, and having them tried again."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chatty.core.errors import NotFound
from chatty.core.jobs.models import Job
from moderation.admin.lists import ReadOnlyAdmin, shown_moment
from moderation.operations.jobs import retry_job
from moderation.queries.cases import read_history

_LIST = "admin:core_job_changelist"


class JobAdmin(ReadOnlyAdmin):
    """Dead letters, newest first, and a page for each. Owners have them tried again."""

    heading = "Failed jobs"
    list_display = ("page", "moment", "attempts", "last_error")
    list_display_links = None

    def get_urls(self) -> list[URLPattern]:
        """The list, and a page for each of them."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="core_job_changelist"),
            path("<uuid:job_id>/change/", wrap(self.show_job), name="core_job_change"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:  # noqa: ARG002 - Django's signature
        """What still waits or runs is nobody's business here."""
        return Job.objects.filter(failed_at__isnull=False)

    def show_job(self, request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
        """One of them; its button has it tried again."""
        viewer: Any = request.user
        if request.method == "POST":
            retry_job(actor=viewer, job_id=str(job_id))
            messages.success(request, "It is tried again.")
            return HttpResponseRedirect(reverse(_LIST))
        job = self.get_queryset(request).filter(id=job_id).first()
        if job is None:
            raise NotFound("There is no such job that has failed.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": job.name,
            "job": job,
            "may_retry": viewer.is_superuser,
            "history": read_history("job", str(job.id)),
        }
        return render(request, "admin/jobs/job.html", context)

    @admin.display(description="job")
    def page(self, job: Job) -> SafeString:
        """Its name, which leads to its page."""
        address = reverse("admin:core_job_change", args=[job.id])
        return format_html('<a href="{}">{}</a>', address, job.name)

    @admin.display(description="failed")
    def moment(self, job: Job) -> SafeString | str:
        """When it failed for the last time."""
        return "-" if job.failed_at is None else shown_moment(job.failed_at)
