"""Paths of moderation."""

from django.urls import path
from django.views.generic import RedirectView

from moderation.admin.site import site
from moderation.api import reports

urlpatterns = [
    path("api/v1/reports", reports.ReportsEndpoint.as_view()),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", site.urls),
]
